"""archive-worker: keeps conversations that ended, as JSON lines under their tenant's prefix."""
