"""What surrounds a question: other sentences of its message, and the question before."""
