"""Insights: what is worth telling in what was loaded, found without a question, ranked, kept and delivered.

Nothing is imported here: who shows insights needs none of the analysis with which they are found.
"""
