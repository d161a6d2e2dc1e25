"""What a question is about: subject, values and names as filters, conditions, groups and ranks."""
