"""Which part of which upload records are, so that a part that is loaded twice is told from one that is new."""

from salestalk.values import frozen


@frozen
class Origin:
    """A part of an upload: its records are numbered from ``first_record`` (the upload's first is 1), without gaps.

    ``is_repeated``: some of them may be stored already by a run that ended before it could say so. Their statuses are
    then what they were, as far as that can be told from the rows and from what was replaced since.
    """

    batch_id: str
    first_record: int
    is_repeated: bool
