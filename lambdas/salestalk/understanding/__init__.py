"""Question + catalog + previous turn → Understanding: a deterministic parser over vocabulary that is data."""

from salestalk.understanding.result import Understanding
from salestalk.understanding.stage import lexicon_for, understand
from salestalk.understanding.words.lexicon import Lexicon

__all__ = ["Lexicon", "Understanding", "lexicon_for", "understand"]
