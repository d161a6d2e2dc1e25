"""Commands that build or generate what the project ships; none of it runs in a function."""
