"""Question + catalog + previous turn → Understanding: a deterministic parser over vocabulary that is data."""

from salestalk.understanding.lexicon import Lexicon
from salestalk.understanding.result import Understanding
from salestalk.understanding.stage import lexicon_for, understand

__all__ = ["Lexicon", "Understanding", "lexicon_for", "understand"]
