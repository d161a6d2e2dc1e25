"""From findings to an answer: text, chart and references, every numeral checked before it leaves."""

from salestalk.narration.model import Narrative
from salestalk.narration.narrate import narrate
from salestalk.narration.unanswered import narrate_unanswered

__all__ = ["Narrative", "narrate", "narrate_unanswered"]
