"""The deployed chat with a hostile model: nothing false is told, and nobody waits longer than is promised.

What it measured stands in docs/ai-proof.md.
"""

import json
import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest

from salestalk import names
from salestalk.ai.policy import policy
from salestalk.contracts.tenant import Plan
from tests.e2e.conftest import ACME, Platform, platform
from tests.e2e.test_language_model import ask, server
from tests.hostile.deputy import Deputy
from tests.hostile.server import ModelServer, Said
from tests.unit.narration.questions import ACME_QUESTIONS

__all__ = ["ask", "platform", "server"]
CHATS: Final = 300
HANGING: Final = 60
FIGURES: Final = Path(__file__).parents[2] / "build" / "hostile.json"


@pytest.fixture(autouse=True, scope="module")
def room(platform: Platform) -> None:
    """The largest plan: on a quick machine these are more questions than others may ask in a minute.

    It stays, as another process of this run may have tests of these under way.
    """
    platform.aws.client("dynamodb").update_item(
        TableName=names.REGISTRY_TABLE,
        Key={"tenantId": {"S": ACME}},
        UpdateExpression="SET #plan = :plan",
        ExpressionAttributeNames={"#plan": "plan"},
        ExpressionAttributeValues={":plan": {"S": Plan.ENTERPRISE}},
    )


def test_no_attack_reaches_the_user_of_the_deployed_chat(ask: Any, server: ModelServer, platform: Platform) -> None:
    random, api = Random(4652), platform.api(ACME)
    deputy = server.behave = Deputy(random, spoils=0)
    built_in = {question: api.ask(question).body["answer"] for question in ACME_QUESTIONS}
    told = Counter[str]()
    for question in random.choices(ACME_QUESTIONS, k=CHATS):
        before = len(deputy.said)
        answer = ask(question)
        assert answer["answer"] == built_in[question], deputy.said[before:]
        told[str(answer["aiModel"].get("fallback"))] += 1
    assert len(deputy.said) > CHATS / 2
    _note("attacks", {"chats": CHATS, "attacks": len(deputy.said), "fallbacks": dict(told)})


def test_nobody_waits_for_a_model_that_hangs(ask: Any, server: ModelServer) -> None:
    random = Random(4653)
    late = (Said(wait=3), Said(wait=1, trickle=0.5), Said(structure={"text": "x" * 100_000}), Said(status=500, wait=1))
    server.behave = lambda _: random.choice(late)
    took = []
    for question in random.choices(ACME_QUESTIONS, k=HANGING):
        began = time.monotonic()
        ask(question)
        took.append(round((time.monotonic() - began) * 1000))
    took.sort()
    _note(
        "late", {"chats": HANGING, "p50Ms": took[HANGING // 2], "p95Ms": took[HANGING * 95 // 100], "maxMs": took[-1]}
    )
    # Most are kept from waiting by the breaker: what they took, this machine takes now for a chat without any model.
    assert took[HANGING * 95 // 100] - took[HANGING // 2] < policy().answer_within_ms


def _note(part: str, figures: dict[str, Any]) -> None:
    FIGURES.parent.mkdir(exist_ok=True)
    noted = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    FIGURES.write_text(json.dumps(noted | {part: figures}, indent=2) + "\n")
