"""Whatever reading a model gives over names that exist leads to an answer, or to nothing, and never to a failure."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestalk.ai.policy import policy
from salestalk.ai.reading import helped
from salestalk.ai.reading_check import Checked, checked, given_reading
from salestalk.ai.vocabulary import vocabulary_of
from salestalk.contracts.answer import Outcome
from salestalk.contracts.classification import Comparison, Intent, Measure
from salestalk.conversation.stages import Reply, carried
from salestalk.understanding import Understanding, understand
from tests.desk import ACME, AS_OF, TECHSTART, desk

POLICY = policy().understanding
QUESTIONS = (
    "How much bacon did we bring home?",
    "bacon in EMEA by product last quarter?",
    "top 3 bacon vs Q2 2025",
    "how are we doing in the Americas since March?",
)
TIMES = ("", "Q3 2025", "last quarter", "2025", "since January 2025", "Q2 2025 vs Q1 2025", "next quarter", "yesterday")


@st.composite
def readings(draw: st.DrawFn, tenant_id: str) -> dict[str, Any]:
    catalog = desk(tenant_id).knowledge.catalog
    entry = draw(st.sampled_from([one for one in catalog if one.target_of is None]))
    intent = draw(st.sampled_from([one for one in Intent if one not in (Intent.UNKNOWN, Intent.LIST)]))
    dimensions = sorted(entry.dimensions)
    keys = draw(st.lists(st.sampled_from(dimensions), max_size=2, unique=True)) if dimensions else []
    others = [one.subject for one in catalog if one.target_of is None and one is not entry]
    return {
        "intent": intent.value,
        "subject": entry.subject,
        "measure": draw(st.sampled_from(list(Measure))).value,
        "time": draw(st.sampled_from(TIMES)),
        "comparison": draw(st.sampled_from(["none", *(code.value for code in Comparison)])),
        "filters": [
            {
                "key": key,
                "op": draw(st.sampled_from(["eq", "not"])),
                "values": draw(st.lists(st.sampled_from(entry.dimensions[key]), min_size=1, max_size=3, unique=True)),
            }
            for key in keys
        ],
        "groupBy": draw(st.lists(st.sampled_from(dimensions), max_size=2, unique=True)) if dimensions else [],
        "rank": {"direction": draw(st.sampled_from(["top", "bottom"])), "limit": draw(st.integers(1, 100))}
        if intent is Intent.RANKING
        else None,
        "relatedSubject": draw(st.sampled_from(others)) if intent is Intent.CORRELATION else None,
    }


def told(tenant_id: str, question: str, structure: dict[str, Any]) -> Reply | None:
    at, given_one = desk(tenant_id), given_reading(structure)
    knowledge = at.knowledge
    vocabulary = vocabulary_of(knowledge.catalog, POLICY)
    found = checked(given_one, vocabulary, calendar=knowledge.calendar, as_of=AS_OF)
    if not isinstance(found, Checked):
        return None
    read = understand(question, knowledge.catalog, calendar=knowledge.calendar, as_of=AS_OF, lexicon=knowledge.lexicon)
    reading: Understanding | None = helped(read, found, POLICY)
    if reading is None:
        return None
    return carried(reading, knowledge=knowledge, reader=at.reader, as_of=AS_OF, clock=lambda: 0.0)


@pytest.mark.parametrize("tenant_id", [ACME, TECHSTART])
@settings(max_examples=60)
@given(data=st.data())
def test_no_reading_over_names_that_exist_breaks_an_answer(tenant_id, data):
    reply = told(tenant_id, data.draw(st.sampled_from(QUESTIONS)), data.draw(readings(tenant_id)))
    if reply is not None and reply.narrative.outcome is Outcome.ANSWERED:
        assert reply.findings is not None
        assert reply.narrative.facts_verified == reply.narrative.facts_total
