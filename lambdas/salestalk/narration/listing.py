"""The answer to "what is there?"."""

from salestalk.analysis.listing import Listing
from salestalk.narration.prose import Sentence
from salestalk.narration.story import Story, Tale
from salestalk.planning.wording import Data, listed, quoted, subject_name

MAX_TOLD = 40


def tell_listing(_: Story, found: Listing) -> Tale:
    """The metrics, or the values of each dimension, with how many there are."""
    told: list[Sentence] = []
    for name, members in found.lists:
        shown = members[: found.limit] if found.limit else members
        heading: Sentence = ("The values of ", subject_name(name)) if name else ("The metrics",)
        names = listed([quoted(member) for member in shown], most=MAX_TOLD)
        told.append((*heading, " (", Data(str(len(members))), "): ", *(names or ("none",)), "."))
    return Tale(tuple(told))
