"""The answer to "why …?": what the slices show, adding up to the change."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from salestalk.analysis.comparison import Change
from salestalk.analysis.contributions import NEW, VANISHED, Contribution, Drivers
from salestalk.analysis.ledger import Amount
from salestalk.analysis.rootcause import RootCause
from salestalk.narration.charts import bar_chart
from salestalk.narration.comparison import moved
from salestalk.narration.figures import compact, signed_change, size
from salestalk.narration.prose import Sentence, capitalized, enumerated, group_name
from salestalk.narration.story import Story, Tale
from salestalk.planning.wording import agreeing, subject_name

MAX_TOLD = 4
NEGLIGIBLE = Decimal("0.01")
"""Effects smaller than this part of the change are not told, only listed."""


def tell_root_cause(story: Story, found: RootCause) -> Tale:
    """The change, what drove it by the most telling dimension, the other dimensions' lead, and what else moved."""
    sentences: list[Sentence] = [(*moved(story, story.subject, found.change), ".")]
    sentences += _parts(story, found)
    if not found.drivers:
        sentences.append(
            (
                *story.subject,
                agreeing(story.entry, " is", " are"),
                " loaded as totals only here, so which part drove it cannot be told.",
            )
        )
    if found.change.change.value:
        sentences += [
            sentence
            for place, one in enumerate(found.drivers)
            for sentence in _drivers(one, place, found.change.change)
        ]
    sentences += _others(story, found)
    return Tale(tuple(sentences), _chart(story, found))


def _drivers(drivers: Drivers, place: int, change: Amount) -> Iterator[Sentence]:
    most = MAX_TOLD if place == 0 else 1
    matter = [one for one in drivers.contributions if _matters(one.amount, change)]
    items = [_contribution(one) for one in matter[:most]]
    if not items:
        return
    if place:
        yield ("By ", subject_name(drivers.dimension), ", most came from ", *enumerated(items), ".")
        return
    yield from _effects(drivers, change)
    rest = [*_rest(drivers)]
    is_cut = len(matter) > most or drivers.rest_is == "others"
    start = ", the largest parts: " if is_cut else ": "
    yield ("By ", subject_name(drivers.dimension), start, *enumerated([*items, *rest]), ".")


def _effects(drivers: Drivers, change: Amount) -> Iterator[Sentence]:
    """A ratio's change within its slices and by their weight; what is negligible is not printed."""
    if drivers.rate is None or drivers.mix is None:
        return
    name = subject_name(drivers.dimension)
    adds_up = drivers.rest_is != "stored"
    if adds_up and not _matters(drivers.mix, change):
        yield ("It comes from changes within each ", name, ", not from a shift of weight between them.")
    elif adds_up and not _matters(drivers.rate, change):
        yield ("It comes from a shift of weight between parts by ", name, ", not from changes within them.")
    else:
        yield (
            "Changes within each ", name, " account for ", signed_change(drivers.rate),
            ", the shift of weight between them for ", signed_change(drivers.mix), ".",
        )  # fmt: skip


def _matters(amount: Amount, change: Amount) -> bool:
    return abs(amount.value) >= abs(change.value) * NEGLIGIBLE


def _contribution(one: Contribution) -> Sentence:
    name = group_name(one.group) if one.group else "all other"
    how = {NEW: " (new)", VANISHED: " (no longer there)"}.get(one.how, "")
    return (name, how, " ", signed_change(one.amount))


def _rest(drivers: Drivers) -> Iterator[Sentence]:
    """What is in no slice, when all slices are told; rounding is too small to be told."""
    if drivers.rest is not None and drivers.rest_is == "unassigned":
        yield ("in none of these ", signed_change(drivers.rest))
    if drivers.rest is not None and drivers.rest_is == "stored":
        yield ("stored values that differ from their parts ", signed_change(drivers.rest))


def _parts(story: Story, found: RootCause) -> Iterator[Sentence]:
    """How the numerator and the denominator moved."""
    if len(found.parts) != len(("numerator", "denominator")):
        return
    (above, one), (below, other) = found.parts
    yield (
        *capitalized((story.other(above),)),
        " ",
        *_moved(one),
        ", while ",
        story.other(below),
        " ",
        *_moved(other),
        ".",
    )


def _moved(one: Change) -> Sentence:
    if not one.change.value:
        return ("stayed at ", compact(one.now))
    verb = "rose" if one.change.value > 0 else "fell"
    if one.growth is None:
        return (verb, " from ", compact(one.before), " to ", compact(one.now))
    return (verb, " by ", size(one.growth))


def _others(story: Story, found: RootCause) -> Iterator[Sentence]:
    """Metrics that moved at the same time; that they are the cause is not claimed."""
    items: list[Sentence] = [(story.other(subject), " ", *_moved(one)) for subject, one in found.others]
    if items:
        yield ("At the same time ", *enumerated(items), ".")


def _chart(story: Story, found: RootCause) -> dict[str, Any] | None:
    if not found.drivers:
        return None
    main = found.drivers[0]
    bars = [(one.group, one.amount) for one in main.contributions]
    if main.rest is not None and main.rest_is != "rounding":
        bars.append((None, main.rest))
    return bar_chart(story, bars, "contribution to the change")
