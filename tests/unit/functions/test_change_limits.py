"""Whatever users write is held to their tenant's plan, call by call."""

from typing import Any

import pytest

from salestalk.contracts.tenant import AgreedLimits
from stacks.routes import CHAT_ROUTES
from tests.unit.functions.test_chat_handler import Door

PATH = {"id": "6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c11", "commentId": "6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c12"}
WRITING = [f"{route.method} {route.path}" for route in CHAT_ROUTES if route.method != "GET" and route.path != "/chat"]


def limited(**limits: int) -> Door:
    door = Door()
    agreed = AgreedLimits(**limits)
    door.desk.tenant = door.desk.tenant.model_copy(
        update={"metadata": door.desk.tenant.metadata.model_copy(update={"limits": agreed})}
    )
    return door


def call(door: Door, route: str) -> tuple[int, Any]:
    return door.call(route, {}, pathParameters=PATH)


@pytest.mark.parametrize("route", WRITING)
def test_each_call_that_writes_is_counted_whatever_becomes_of_it(route: str) -> None:
    door = limited(changes_per_minute=2)
    assert 429 not in {call(door, route)[0] for _ in range(2)}
    status, problem = call(door, route)
    assert (status, problem["errors"][0]["rule"]) == (429, "changes_per_minute")
    assert problem["detail"].startswith("The standard plan, as agreed with you, allows 2 changes a minute")


def test_calls_of_all_kinds_share_the_rate_and_none_that_reads_counts() -> None:
    door = limited(changes_per_minute=len(WRITING))
    assert 429 not in {call(door, route)[0] for route in WRITING}
    assert call(door, WRITING[0])[0] == 429
    for route in CHAT_ROUTES:
        if route.method == "GET":
            assert door.call(f"GET {route.path}", pathParameters=PATH)[0] != 429


def test_questions_are_counted_apart() -> None:
    door = limited(changes_per_minute=1)
    message = door.ask()["messageId"]
    assert door.call("PUT /messages/{id}/pin", pathParameters={"id": message})[0] == 200
    assert door.call("DELETE /messages/{id}/pin", pathParameters={"id": message})[0] == 429
    door.ask()
