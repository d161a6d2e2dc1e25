"""A time that somebody else picked out of a question, read as the time of a question is: its keys are always ours."""

from datetime import date
from typing import Final

from salestalk.calendar import FiscalCalendar
from salestalk.contracts.catalog import CatalogEntry
from salestalk.contracts.classification import Intent, TimeRange
from salestalk.understanding.classifying import time_for
from salestalk.understanding.times.atoms import find_atoms
from salestalk.understanding.times.grammar import read_time
from salestalk.understanding.times.links import joined_years
from salestalk.understanding.times.periods import Clock
from salestalk.understanding.words.text import read

_BETWEEN: Final = frozenset(
    {"in", "on", "for", "of", "the", "during", "at", "over", "from", "to", "and", "or", "vs", "versus", "between"}
    | {"through", "until", "till", "since", "up", "by", "with", "compared", "against", "before", "after", "than"}
)
"""What may stand beside times and name nothing else."""


def named_time(
    words: str, intent: Intent, *, calendar: FiscalCalendar, as_of: date, entry: CatalogEntry | None = None
) -> TimeRange | None:
    """The time of words that name nothing else ("last quarter", "Q3 vs Q2"); no words are no time said.

    ``entry`` is whose time it is: a period without its year is the latest that it has data of. None where the words
    are no time that there is, hold something else as well, or could mean more than one.
    """
    tokens = read(words).tokens
    atoms = joined_years(tokens, find_atoms(tokens, frozenset()))
    spans = tuple((grain.value, span.last) for grain, span in entry.periods.items()) if entry else ()
    clock = Clock(calendar, as_of, ahead=intent is Intent.PREDICTION)
    if any(atom.is_bare for atom in atoms) and not clock.ahead:
        clock = clock._replace(spans=spans)
    covered = {index for atom in atoms for index in range(atom.start, atom.end)}
    others = {token.word for index, token in enumerate(tokens) if index not in covered}
    if others - _BETWEEN or (tokens and not atoms):
        return None
    reading = read_time(tokens, atoms, clock, change=False)
    return None if reading.problem else time_for(intent, reading)
