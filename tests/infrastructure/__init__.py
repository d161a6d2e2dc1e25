"""What the templates mean: permissions, keys, protection, alarms; and small snapshots of each."""
