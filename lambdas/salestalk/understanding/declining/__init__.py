"""What is not answered: refused with a code, or asked back."""
