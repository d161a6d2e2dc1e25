"""session-worker: ends conversations in which nobody has spoken for a while."""
