"""The labelled questions: loading, and what counts as right (README.md states the same in words)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any, Final, Self

FOLDER: Final = Path(__file__).parent
SPLITS: Final = ("development", "holdout")
ADDED: Final = {"development": tuple(f"development-{number}" for number in range(2, 14))}
"""Files written after the split, by the split they were added to."""

Json = Mapping[str, Any]

_GRAIN_CODES: Final = {"quarter": "qoq", "month": "mom", "week": "wow", "year": "yoy"}
_ONE_SUBJECT: Final = {"products": "units_sold"}
_SAME_AMOUNT: Final = ({"deal_size", "amount", "average_deal_size"}, {"order_value", "amount", "aov"})
_ORDERINGS: Final = {"gt", "gte", "lt", "lte"}


@dataclass(frozen=True, slots=True)
class Label:
    """One question with the reading it should get. `classification` and `accept` are as in the file."""

    id: str
    category: str
    question: str
    as_of: date
    fiscal_year_start: str
    catalog: str
    outcome: str
    reason: str | None
    classification: Json | None
    accept: Json = field(default_factory=dict)
    chain: str | None = None
    turn: int | None = None

    @classmethod
    def from_json(cls, row: Json) -> Self:
        """The label of one line. Raises `TypeError` or `KeyError` where a field is unknown or missing."""
        names = {"asOf": "as_of", "fiscalYearStart": "fiscal_year_start"}
        values = {names.get(name, name): value for name, value in row.items()}
        return cls(**{**values, "as_of": date.fromisoformat(values["as_of"])})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was right; None where the label does not say (slots of a question that is not to be answered)."""

    outcome: bool
    reason: bool | None
    intent: bool | None = None
    subject: bool | None = None
    measure: bool | None = None
    dimensions: bool | None = None
    time: bool | None = None

    @property
    def everything(self) -> bool:
        """Whether all that is scored was right."""
        parts = (self.reason, self.intent, self.subject, self.measure, self.dimensions, self.time)
        return self.outcome and False not in parts


def load(split: str) -> tuple[Label, ...]:
    """The labels of a split ("development" or "holdout") with those added to it, each file in the order of its ids,
    so that chains are in order."""
    return tuple(label for name in (split, *ADDED.get(split, ())) for label in load_file(name))


def load_file(name: str) -> tuple[Label, ...]:
    """The labels of one file, named without its ending."""
    return tuple(Label.from_json(row) for row in read_lines(FOLDER / f"{name}.jsonl"))


def read_lines(path: Path) -> Iterator[Json]:
    """The objects of a JSON-lines file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def judge(label: Label, outcome: str, reason: str | None, classification: Json | None) -> Verdict:
    """How an understanding does against the label; `classification` is JSON with camelCase names."""
    accepted_outcomes = _options(label, "outcome", label.outcome)
    outcome_right = outcome in accepted_outcomes
    if label.outcome != "answered" or outcome != "answered":
        return Verdict(outcome_right, _reason_right(label, outcome, reason))
    wanted, actual = label.classification or {}, classification or {}
    return Verdict(
        outcome_right,
        None,
        intent=actual.get("intent") in _options(label, "intent", wanted["intent"]),
        subject=_subject_right(label, actual),
        measure=None if wanted["measure"] is None else _measure_right(label, actual),
        dimensions=_dimensions_right(label, actual),
        time=_time_right(label, actual),
    )


def _options(label: Label, slot: str, value: object) -> list[Any]:
    return [value, *label.accept.get(slot, ())]


def _reason_right(label: Label, outcome: str, reason: str | None) -> bool | None:
    if label.outcome != "refused" or outcome != "refused":
        return None
    return reason in _options(label, "reason", label.reason)


def _subject_right(label: Label, actual: Json) -> bool:
    wanted = label.classification or {}
    options = _options(label, "subject", wanted["subject"])
    if wanted["intent"] == "correlation":
        options.append(wanted["relatedSubject"])
    return _subject(actual.get("subject")) in {_subject(name) for name in options}


def _subject(name: str | None) -> str | None:
    return _ONE_SUBJECT.get(name or "", name)


def _measure_right(label: Label, actual: Json) -> bool:
    wanted = (label.classification or {})["measure"]
    return actual.get("measure") in _options(label, "measure", wanted)


# --- Dimensions -----------------------------------------------------------------------------------------


def _dimensions_right(label: Label, actual: Json) -> bool:
    wanted = label.classification or {}
    filters = _options(label, "filters", wanted["filters"])
    groups = _options(label, "groupBy", wanted["groupBy"])
    whole = [(option["filters"], option["groupBy"]) for option in label.accept.get("dimensions", ())]
    ranks = _options(label, "rank", wanted["rank"])
    return (
        any(_same_slices(*option, actual) for option in [*product(filters, groups), *whole])
        and any(_same_rank(option, actual.get("rank")) for option in ranks)
        and _related_right(label, actual)
    )


def _same_slices(filters: Sequence[Json], groups: Sequence[str], actual: Json) -> bool:
    return set(groups) == set(actual.get("groupBy") or ()) and same_filters(filters, actual.get("filters") or ())


def same_filters(wanted: Sequence[Json], actual: Sequence[Json]) -> bool:
    """Whether two lists of filters keep the same rows, whatever their order and spelling."""
    left = list(actual)
    for one in wanted:
        found = next((other for other in left if _same_filter(one, other)), None)
        if found is None:
            return False
        left.remove(found)
    return not left


def _same_filter(one: Json, other: Json) -> bool:
    op = one.get("op", "eq")
    keys = {one["key"], other["key"]}
    same_key = len(keys) == 1 or (op in _ORDERINGS and any(keys <= group for group in _SAME_AMOUNT))
    return same_key and op == (other.get("op") or "eq") and _values(one) == _values(other)


def _values(condition: Json) -> set[str]:
    value = condition["value"]
    texts = [value] if isinstance(value, str) else value
    if condition.get("op") in _ORDERINGS:
        return {str(Decimal(text).normalize()) for text in texts}
    return {"".join(filter(str.isalnum, text.casefold())) for text in texts}


def _same_rank(wanted: Json | None, actual: Json | None) -> bool:
    if wanted is None or actual is None:
        return wanted is actual
    return bool(wanted["direction"] == actual["direction"] and wanted["limit"] in (None, actual["limit"]))


def _related_right(label: Label, actual: Json) -> bool:
    wanted = label.classification or {}
    if wanted["intent"] != "correlation":
        return _subject(actual.get("relatedSubject")) == _subject(wanted["relatedSubject"])
    pair = {_subject(actual.get("subject")), _subject(actual.get("relatedSubject"))}
    return pair == {_subject(wanted["subject"]), _subject(wanted["relatedSubject"])}


# --- Time -----------------------------------------------------------------------------------------------


def keys_of(time: Json) -> list[str]:
    """The period keys of a label's time; a `keysRange` is every day from its first to its last."""
    if "keysRange" not in time:
        return list(time["keys"])
    first, last = (date.fromisoformat(day) for day in time["keysRange"])
    return [(first + timedelta(days=day)).isoformat() for day in range((last - first).days + 1)]


def _time_right(label: Label, actual: Json) -> bool:
    reading = label.classification or {}
    wanted = reading["timeRange"]
    time = actual.get("timeRange") or {"expression": "current", "keys": [], "comparison": None}
    sides = reading["intent"] in ("comparison", "root_cause")
    return any(_same_time(option, time, sides) for option in _options(label, "timeRange", wanted))


def _same_time(wanted: Json, actual: Json, sides_may_be_named: bool) -> bool:
    keys = keys_of(wanted)
    if wanted["expression"] != actual.get("expression") or keys != list(actual.get("keys") or ()):
        return False
    if sides_may_be_named and len(keys) > 1 and wanted["comparison"] is None:
        return True
    code = _GRAIN_CODES.get(_grain(keys))
    said, got = (code if value == "previous" else value for value in (wanted["comparison"], actual.get("comparison")))
    return bool(said == got or wanted["comparison"] == actual.get("comparison"))


def _grain(keys: Sequence[str]) -> str:
    if not keys:
        return ""
    tail = keys[0][5:]
    if not tail or tail[0] in "QW":
        return {"": "year", "Q": "quarter", "W": "week"}[tail[:1]]
    return "month" if len(tail) == 2 else "day"
