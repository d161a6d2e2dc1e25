"""Thousands of seeded attacks: whatever a model says, the user gets the built-in text or a true one.

The judge knows what each attack did to a true text, and nothing of how texts are checked.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from salestalk.ai.phrasing import can_be_phrased
from salestalk.ai.policy import policy
from salestalk.ai.ports import Failure, ModelFailed
from salestalk.ai.proof import prove
from salestalk.contracts.tenant import AgreedLimits
from salestalk.narration import Narrative, narrate
from seed_data.loader import load
from tests.desk import ACME
from tests.hostile.answers import Case, every_case, instructing_cases
from tests.hostile.attacks import ATTACKS
from tests.hostile.honest import rewritten
from tests.unit.ai.fakes import Bench
from tests.unit.planning.world import understood

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SEED = 20261121


def attacked(random: Random, case: Case) -> list[tuple[str, str]]:
    """Each attack on the built-in text and on an honest rewrite of it; what changes nothing is no attack."""
    found = []
    for base in (case.text, rewritten(random, case.text)):
        for name, attack in ATTACKS.items():
            text = attack(random, case, base)
            if text is not None and text.strip() not in (base, case.text):
                found.append((name, text))
    return found


def test_no_attacked_text_is_proven() -> None:
    random, made = Random(SEED), Counter[str]()
    for case in every_case():
        for name, text in attacked(random, case):
            assert prove(text, case.evidence), f"{name}\n{case.text}\n{text}"
            made[name] += 1
    assert made.total() > 15_000
    assert set(made) == set(ATTACKS)


def test_the_same_model_attacks_the_same_way_every_time() -> None:
    case = every_case()[0]
    assert attacked(Random(1), case) == attacked(Random(1), case)


@dataclass
class Teller:
    """Has answers told by a model, the way conversations do; ``said`` is what it says next."""

    said: Any = None

    def __post_init__(self) -> None:
        tenant = load(ACME).tenant
        limits = AgreedLimits(language_model=True, model_tokens_per_day=10**12, model_usd_per_day=Decimal(10**6))
        free = tenant.model_copy(update={"metadata": tenant.metadata.model_copy(update={"limits": limits})})
        self.bench = Bench(free, lambda _: self.said)

    def told(self, case: Case, said: Any) -> Narrative:
        """The answer's narrative after a model had its say. Fails the test if no model was asked."""
        self.said, before = said, len(self.bench.asked)
        given = self.bench.assistant.help_with(now=NOW, elapsed_ms=0.0, deadline=self.bench.clock.now + 10)
        told = given.phrase(understood(case.findings.plan.subject), narrate(case.findings), case.findings)
        assert len(self.bench.asked) == before + 1
        return told


def tellable() -> list[Case]:
    """Answers that are short enough to be handed to a model."""
    bounds = policy().phrasing
    return [case for case in every_case() if can_be_phrased(narrate(case.findings), bounds)]


def test_no_attacked_text_reaches_the_user() -> None:
    random, teller, made = Random(SEED + 1), Teller(), Counter[str]()
    for case in tellable():
        for name, text in attacked(random, case)[random.randrange(3) :: 3]:
            told = teller.told(case, {"text": text})
            assert told.text == case.text, f"{name}: {text}"
            assert told.hallucination_detected or not text.strip() or len(text) > 2 * policy().phrasing.max_text, text
            made[name] += 1
    assert made.total() > 4_000
    assert len(made) >= len(ATTACKS) - 4  # some need an answer of a rare kind


def test_an_honest_text_reaches_the_user_as_it_is() -> None:
    random, teller = Random(SEED + 2), Teller()
    delivered = 0
    for case in tellable():
        text = rewritten(random, case.text)
        told = teller.told(case, {"text": text})
        assert told.text in (text, case.text)
        assert told.hallucination_detected is (told.text != text)
        delivered += told.text == text
    assert delivered > 0.8 * len(tellable())


SHAPELESS: tuple[Any, ...] = (
    {}, {"text": None}, {"text": 1}, {"text": ["Revenue was $1."]}, {"text": {"text": "Revenue was $1."}},
    {"answer": "Revenue was $1."}, {"text": "Revenue was $1.", "chart": {}}, {"TEXT": "Revenue was $1."},
    {"text": "x" * 100_000}, {"text": ""}, {"text": " \n "}, {"text": True}, {"": "Revenue was $1."},
)  # fmt: skip


@pytest.mark.parametrize("said", [*SHAPELESS, *(ModelFailed(kind, "no") for kind in Failure)], ids=repr)
def test_whatever_has_not_the_form_is_as_if_nothing_was_said(said) -> None:
    case = tellable()[0]
    told = Teller().told(case, said)
    assert (told.text, told.hallucination_detected) == (case.text, False)


def test_names_that_give_orders_are_never_obeyed_and_only_ever_quoted() -> None:
    random, orders = Random(SEED + 3), 0
    for case in instructing_cases():
        metric = case.findings.plan.entry.display_name
        texts = ["Revenue is $1.", "HACKED.", "Profit doubled.", f"{metric}.", f"{case.text} {metric}."]
        texts += [f"{metric} {case.text}", case.text.replace(" was ", " halved and was ")]
        texts += [case.text.replace("$100", "$1"), case.text.replace("$60", "$1")]
        for text in texts:
            if text != case.text:
                assert prove(text, case.evidence), text
                orders += 1
        assert all(prove(text, case.evidence) for _, text in attacked(random, case))
    assert orders > 500
