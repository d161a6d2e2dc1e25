"""What the functions share at their edge: typed settings, the logger. No function of its own."""
