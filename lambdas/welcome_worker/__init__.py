"""welcome-worker: tells the operators of each new tenant, with what its owner needs for the first steps."""
