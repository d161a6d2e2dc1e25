"""The first questions of `salestalk up`, against an API double."""

from pathlib import Path
from typing import Any

import pytest

from salestalk_cli.api import NOT_SERVED, Api
from salestalk_cli.local.examples import tell_latest
from salestalk_cli.local.installation import Installation
from salestalk_cli.problems import NotServed, Problem
from salestalk_cli.up import FirstAnswers, closed_lines
from tests.unit.cli.conftest import ApiDouble

SUSPENDED = {"type": NOT_SERVED, "detail": "Tenant acme is not active: its status is suspended."}


def first_answers(double: ApiDouble, tmp_path: Path) -> FirstAnswers:
    return FirstAnswers.of({"acme": Api(double.url, "t")}, Installation(state=tmp_path))


def test_a_suspended_tenant_is_told_and_not_a_failure(api_double: ApiDouble, tmp_path: Path) -> None:
    api_double.answers(SUSPENDED, status=403)

    first = first_answers(api_double, tmp_path)

    assert first.answers == {}
    (line,) = closed_lines(first)
    assert line == (
        "acme was not asked. The API answered 403: Tenant acme is not active: its status is suspended. "
        "Resume it with: .venv/bin/salestalk tenants resume acme"
    )


@pytest.mark.parametrize("problem", [{"type": "urn:salestalk:problem:access-denied", "detail": "No."}, "no JSON"])
def test_any_other_refusal_stops_it(api_double: ApiDouble, tmp_path: Path, problem: Any) -> None:
    api_double.answers(problem, status=403)
    with pytest.raises(Problem, match="What the functions said is in") as stopped:
        first_answers(api_double, tmp_path)
    assert not isinstance(stopped.value, NotServed)


def test_a_tenant_that_is_served_is_answered(api_double: ApiDouble, tmp_path: Path) -> None:
    api_double.answers({"answer": "Revenue was $1."})
    first = first_answers(api_double, tmp_path)
    assert (first.answers, first.not_served) == ({"acme": {"answer": "Revenue was $1."}}, {})


def test_insights_of_a_tenant_that_was_suspended_meanwhile_are_not_asked_for(api_double: ApiDouble) -> None:
    api_double.answers(SUSPENDED, status=403)
    with pytest.raises(NotServed):
        tell_latest(Api(api_double.url, "t"), "acme-corp-001")
