"""upload-worker: loads files that S3 announces, part by part, and goes on where a run ended."""
