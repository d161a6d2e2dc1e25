"""quality-worker: watches over what was answered, whoever asked."""
