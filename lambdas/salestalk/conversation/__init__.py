"""Conversations: a message in, an answer out, both stored and both events emitted."""
