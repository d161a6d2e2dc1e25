"""What `POST /chat` takes and gives."""

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, StringConstraints, WithJsonSchema

from salestalk.contracts.base import Confidence, Contract, Count, ExactDecimal, Uuid, Whole, fault
from salestalk.contracts.classification import Classification
from salestalk.contracts.message import MAX_TEXT, SessionId
from salestalk.contracts.reference import DataReference

Milliseconds = Count

_DATE_OR_TIME: Final = re.compile(
    r"(19[7-9]|2\d\d)\d-\d\d-\d\d(?P<time>T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d))?", re.ASCII
)

_AS_OF_RULE: Final = (
    "must be a date from 1970 on such as 2025-10-15, or a time with its offset such as 2025-10-15T09:30:00Z"
)


def _as_of(value: Any) -> date:
    text = value.isoformat() if isinstance(value, date) else value
    match = _DATE_OR_TIME.fullmatch(text) if isinstance(text, str) else None
    try:
        if match:
            return datetime.fromisoformat(text) if match["time"] else date.fromisoformat(text)
    except ValueError:
        pass  # 30 February: the same sentence as for any other text
    raise fault("as_of", _AS_OF_RULE)


AsOf = Annotated[
    datetime | date,
    BeforeValidator(_as_of),
    WithJsonSchema({"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]}),
]
"""A date, or a moment with its offset, from the year 1970, where the time of this service begins, to 2999."""


def _not_blank(value: str) -> str:
    if not value.strip():
        raise fault("blank", "must say something")
    return value


class ChatRequest(Contract):
    """A question; `asOf` (a date, or a time with its offset) asks it as of an earlier day."""

    message: Annotated[
        str,
        StringConstraints(min_length=1, max_length=MAX_TEXT),
        AfterValidator(_not_blank),
        WithJsonSchema({"type": "string", "minLength": 1, "maxLength": MAX_TEXT, "pattern": r"\S"}),
    ]
    session_id: SessionId | None = None
    as_of: AsOf | None = None


class Outcome(StrEnum):
    """Which kind of answer it is; zero, missing, unsupported and forbidden are never confused."""

    ANSWERED = "answered"
    CLARIFICATION = "clarification"
    REFUSED = "refused"
    NO_DATA = "no_data"


class CitedReference(DataReference):
    """A data reference with the id by which derived values name it (``r1``, ``r2``, …)."""

    id: Annotated[str, Field(pattern=r"^r[1-9]\d*$")]

    def without_id(self) -> DataReference:
        """The plain data reference."""
        own = {name: value for name, value in self if name != "id"}
        return DataReference.model_construct(self.model_fields_set - {"id"}, **own)


class DerivedValue(Contract):
    """A computed number: what it is, how it was computed, and from which references or other derived values."""

    id: Annotated[str, Field(pattern=r"^d[1-9]\d*$")]
    label: str
    value: ExactDecimal
    unit: str
    operation: str
    inputs: tuple[str, ...]


class Interpretation(Contract):
    """What was computed, in terms a person can check."""

    metric: str | None = None
    filters: tuple[str, ...] = ()
    group_by: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    """Period keys, in order."""
    intervals: tuple[str, ...] = ()
    """Half-open date intervals, ``[2025-07-01, 2025-10-01)``, one for each period."""
    calendar: str = ""
    comparison: str | None = None
    assumptions: tuple[str, ...] = ()
    as_of: str
    """The tenant's date at which the question was read."""


class ModelTask(StrEnum):
    """What a language model may be asked for."""

    UNDERSTANDING = "understanding"
    PHRASING = "phrasing"


class AiModel(Contract):
    """What classified and phrased; `builtin` is the parser and the narrator of this package.

    Where a language model was asked, `provider` and `modelId` name it, and `usedFor` what of its work was taken: what
    is not in there is the parser's and the narrator's. `fallback` is the code of why something was not taken.
    """

    provider: str = "builtin"
    model_id: str = "builtin"
    temperature: ExactDecimal | None = None
    max_tokens: Whole | None = None
    used_for: tuple[ModelTask, ...] | None = None
    prompts: tuple[str, ...] | None = None
    """Which prompts it got: name, version and SHA-256, such as ``phrasing@1:3f5a…``."""
    fallback: str | None = None


class TokenUsage(Contract):
    """Tokens a model used; none for the built-in one."""

    input_tokens: Count = 0
    output_tokens: Count = 0


class Cost(Contract):
    """What a model's work cost."""

    amount_usd: ExactDecimal = Field(alias="amountUSD")


class Performance(Contract):
    """Milliseconds spent."""

    total_time_ms: Milliseconds
    classification_ms: Milliseconds
    data_retrieval_ms: Milliseconds
    ai_generation_ms: Milliseconds
    validation_ms: Milliseconds


class QualityMetrics(Contract):
    """The result of checking every numeral of the answer against its references and derived values."""

    hallucination_detected: StrictBool
    facts_verified: Count
    facts_total: Count
    confidence_score: Confidence


class ChatAnswer(Contract):
    """The answer. Every number in `answer` equals, at its printed precision, one of `dataReferences` or `derived`."""

    message_id: Uuid
    user_message_id: Uuid
    session_id: SessionId
    outcome: Outcome
    reason: str | None = None
    """The code of a clarification, a refusal or missing data."""
    answer: str
    classification: Classification
    interpretation: Interpretation
    data_references: tuple[CitedReference, ...] = ()
    derived: tuple[DerivedValue, ...] = ()
    chart: dict[str, Any] | None = None
    """A Vega-Lite specification over the same values."""
    suggestions: tuple[str, ...] = ()
    """Questions that can be asked next; the choices of a clarification."""
    ai_model: AiModel
    performance: Performance
    quality_metrics: QualityMetrics
    token_usage: TokenUsage | None = None
    """Of the language model, where one was asked, as its provider counted them."""
    cost: Cost | None = None
