"""What `salestalk ingest` is made of: reading files and workbooks, sending batches, telling what became of them."""
