"""outbox-worker: sees to it that what is stored has its events, and that what the bus refused reaches it."""
