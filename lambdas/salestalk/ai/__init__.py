"""Optional language models: they may read what the parser is not sure of, and phrase what was found; nothing else.

Nothing in here is imported before somebody whose plan has a language model asks a deployment that has one.
"""
