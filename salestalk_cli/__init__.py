"""The `salestalk` command: run the platform on this machine, load data, ask questions."""
