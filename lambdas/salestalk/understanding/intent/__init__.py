"""What kind of answer is wanted."""
