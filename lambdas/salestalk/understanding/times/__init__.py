"""The times of a question: recognized where they begin, put together, and resolved to exact periods."""
