"""tenant-worker: exports all that a tenant owns, and erases tenants, piece by piece."""
