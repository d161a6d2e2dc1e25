"""metrics-handler: batches of metrics in, the catalog and its series out, over HTTP."""
