"""The contracts: what is accepted, what is refused, and that each refusal names its field and rule."""
