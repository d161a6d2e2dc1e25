"""The form in which a model gives its reading: fields of the classification, over the names that it was sent."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from salestalk.ai.vocabulary import Vocabulary
from salestalk.contracts.base import WHOLE_NUMBER, Contract
from salestalk.contracts.classification import Comparison, Intent, Measure

UNKNOWN: Final = "unknown"
MAX_TIME: Final = 80
MAX_FILTERS: Final = 8
MAX_GROUPS: Final = 3
MAX_RANK: Final = 100

_Name = Annotated[str, StringConstraints(min_length=1, max_length=256)]


def _none_said(value: Any) -> Any:
    return None if value in ("none", "") else value


class GivenFilter(Contract):
    """Values of a dimension to be kept, or to be left out."""

    key: _Name
    op: Literal["eq", "not"] = "eq"
    values: Annotated[tuple[_Name, ...], Field(min_length=1, max_length=40)]


class GivenRank(Contract):
    """The first or the last so many."""

    direction: Literal["top", "bottom"]
    limit: Annotated[int, Field(ge=1, le=MAX_RANK), WHOLE_NUMBER]


class GivenReading(Contract):
    """What a model gave, in the right form; whether its names exist is looked at afterwards."""

    intent: Intent
    subject: _Name
    measure: Measure = Measure.TOTAL
    time: Annotated[str, StringConstraints(max_length=MAX_TIME)] = ""
    comparison: Annotated[Comparison | None, BeforeValidator(_none_said)] = None
    filters: Annotated[tuple[GivenFilter, ...], Field(max_length=MAX_FILTERS)] = ()
    group_by: Annotated[tuple[_Name, ...], Field(max_length=MAX_GROUPS)] = ()
    rank: GivenRank | None = None
    related_subject: _Name | None = None


def schema_over(vocabulary: Vocabulary) -> Mapping[str, Any]:
    """The JSON schema of a reading, every name of it out of the vocabulary."""
    subjects, dimensions = vocabulary.subjects, list(vocabulary.values)
    return _object(
        {
            "intent": _one_of([intent.value for intent in Intent]),
            "subject": _one_of([*subjects, UNKNOWN]),
            "measure": _one_of([measure.value for measure in Measure]),
            "time": {"type": "string", "maxLength": MAX_TIME},
            "comparison": _one_of(["none", *(code.value for code in Comparison)]),
            "filters": {"type": "array", "maxItems": MAX_FILTERS, "items": _filter(dimensions)},
            "groupBy": {"type": "array", "maxItems": MAX_GROUPS, "items": _one_of(dimensions or [UNKNOWN])},
            "rank": {"anyOf": [_rank(), {"type": "null"}]},
            "relatedSubject": {"anyOf": [_one_of(subjects or [UNKNOWN]), {"type": "null"}]},
        },
    )


def _filter(dimensions: Sequence[str]) -> dict[str, Any]:
    values = {"type": "array", "minItems": 1, "items": {"type": "string"}}
    return _object({"key": _one_of(dimensions or [UNKNOWN]), "op": _one_of(["eq", "not"]), "values": values})


def _rank() -> dict[str, Any]:
    limit = {"type": "integer", "minimum": 1, "maximum": MAX_RANK}
    return _object({"direction": _one_of(["top", "bottom"]), "limit": limit})


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    required = list(properties)
    return {"type": "object", "properties": dict(properties), "required": required, "additionalProperties": False}


def _one_of(names: Sequence[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(names)}
