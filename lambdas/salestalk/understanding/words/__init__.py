"""From characters to words and what they can mean: tokens, spelling, dictionaries, phrases."""
