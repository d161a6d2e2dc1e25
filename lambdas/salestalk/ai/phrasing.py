"""Having an answer rewritten: what is sent, and the form of what comes back. Whether it may be told, proof decides."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from salestalk.ai.policy import PhrasingPolicy
from salestalk.ai.proof import Evidence
from salestalk.ai.proof.tokens import FIGURE
from salestalk.contracts.answer import Outcome
from salestalk.narration.model import Narrative
from salestalk.planning.wording import clean

_TEXT: Final = "text"


def can_be_phrased(narrative: Narrative, policy: PhrasingPolicy) -> bool:
    """Whether there is something to rewrite: an answer of a few sentences and figures. A long list gains nothing."""
    return (
        narrative.outcome is Outcome.ANSWERED
        and len(narrative.text) <= policy.max_text
        and len(narrative.data_references) + len(narrative.derived) <= policy.max_figures
    )


def answer_data(question: str, narrative: Narrative, policy: PhrasingPolicy) -> dict[str, Any]:
    """What a model is told: the question, the answer as it stands, and what the findings behind it are called."""
    stored = [
        {"metric": one.metric, "period": one.period, **({"of": _slice(one.dimensions)} if one.dimensions else {})}
        for one in narrative.data_references
    ]
    derived = [{"computed": clean(one.label), "unit": one.unit} for one in narrative.derived]
    asked = question[: policy.max_question]
    return {"question": asked, "answer": narrative.text, "findings": [*stored, *derived]}


def _slice(dimensions: Mapping[str, str]) -> dict[str, str]:
    return {name: clean(value) for name, value in dimensions.items()}


def phrasing_schema(policy: PhrasingPolicy) -> Mapping[str, Any]:
    """The JSON schema of a text."""
    text = {"type": "string", "minLength": 1, "maxLength": 2 * policy.max_text}
    return {"type": "object", "properties": {_TEXT: text}, "required": [_TEXT], "additionalProperties": False}


def given_text(structure: Mapping[str, Any], policy: PhrasingPolicy) -> str | None:
    """The text, if the reply has the form and is of sane length; spaces around it are no part of it."""
    text = structure.get(_TEXT)
    if not isinstance(text, str) or set(structure) != {_TEXT} or len(text) > 2 * policy.max_text:
        return None
    return text.strip() or None


def retold(narrative: Narrative, text: str, evidence: Evidence) -> Narrative:
    """The narrative in other, proven words; its figures are counted anew."""
    figures = sum(token.startswith(FIGURE) for token in evidence.lexer.tokens(text))
    return replace(narrative, text=text, facts_total=figures, facts_verified=figures)
