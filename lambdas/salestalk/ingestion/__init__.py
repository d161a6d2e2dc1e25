"""Storing what people say and what they load: exactly once, in order, with what was replaced kept.

`store` is what is asked of a database, `idempotency` how faults of it are outlived. `messages` and `history` write and
read conversations; `metrics` loads values, `catalog` keeps what is known of them, `series` reads them; `usage` counts.
"""
