"""What is deployed: a stack wires constructs together, one file each."""
