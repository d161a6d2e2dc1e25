"""usage-worker: counts what each tenant uses, from events, in the tenant's own table."""
