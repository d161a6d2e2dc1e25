"""How it is built: constructs that carry our defaults, so that a stack only wires them together."""
