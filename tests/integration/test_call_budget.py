"""Every request takes of AWS what its budget says, call by call; who adds one is told which."""

import re
from itertools import takewhile
from typing import Any

import pytest

from salestalk.conversation.service import ChatService
from salestalk_cli.cost.budget import call_budget
from salestalk_cli.local.aws import LocalAws
from tests.performance.calls import CHAT_COLD, QUESTIONS, Office, judge, measure, requests, taken


def test_every_request_takes_what_its_budget_says(emulator: LocalAws):
    told = judge(measure(emulator, call_budget()), call_budget())
    assert not told, "\n".join([*told, "If that is meant: python -m tests.performance.calls --accept"])


def reads_once_more(keep: Any) -> Any:
    def keep_after_reading(self: ChatService, question: Any, workspace: Any, basis: Any, *more: Any) -> Any:
        workspace.history.session(question.tenant_id, question.request.session_id, deadline=question.deadline)
        return keep(self, question, workspace, basis, *more)

    return keep_after_reading


def test_a_read_that_is_added_to_a_chat_is_told_by_its_name(emulator: LocalAws, monkeypatch: pytest.MonkeyPatch):
    planted = reads_once_more(ChatService._keep)
    with Office.open(emulator, monkeypatch) as office:
        chats = takewhile(lambda each: each[0] in {CHAT_COLD, *QUESTIONS}, requests(office))
        found = {}
        for request, usage in chats:
            found[request] = taken(usage)
            monkeypatch.setattr(ChatService, "_keep", planted)
            if len(found) == 2:
                break
    warm = next(iter(QUESTIONS))
    told = judge(found, {request: call_budget()[request] for request in found})
    assert f"{warm}: dynamodb:BatchGetItem is called 3 times, the budget says 2" in told
    assert any(re.fullmatch(rf"{warm}: takes \d+ round trips in sequence, the budget says 3", each) for each in told)
    assert all(each.startswith(f"{warm}: ") for each in told)
