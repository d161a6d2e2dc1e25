"""`salestalk insights` against an API double."""

import json
from pathlib import Path
from typing import Any

import pytest

from salestalk_cli.main import run
from tests.unit.cli.conftest import ApiDouble

INSIGHT: dict[str, Any] = {
    "insightId": "6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c11",
    "kind": "target_missed",
    "subject": "revenue",
    "dimensions": {"region": "EMEA"},
    "period": "2025-Q3",
    "since": "2025-Q2",
    "news": "bad",
    "text": "Revenue for EMEA was $2M in Q3 2025; the target was missed.\x1b[2J",
    "week": "2025-W47",
}


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALESTALK_STATE", str(tmp_path / "local"))


def code_of(double: ApiDouble, *arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        run(("insights", *arguments, "--api-url", double.url, "--token=t"))
    return int(ended.value.code or 0)


def test_insights_are_told_by_week_with_their_ids(api_double: ApiDouble, capsys: Any) -> None:
    api_double.answers({"insights": [INSIGHT]})
    assert code_of(api_double, "--subject", "revenue", "--kind", "target_missed") == 0
    out = capsys.readouterr().out
    assert "Found in 2025-W47\n- bad news: target missed, revenue region=EMEA, 2025-Q3, since 2025-Q2\n" in out
    assert ("the target was missed." in out, INSIGHT["insightId"] in out, "\x1b" in out) == (True, True, False)
    assert api_double.last["path"] == "/insights?subject=revenue&kind=target_missed&limit=20"


def test_nothing_found_is_said(api_double: ApiDouble, capsys: Any) -> None:
    api_double.answers({"insights": []})
    assert code_of(api_double) == 0
    assert "Nothing was found yet" in capsys.readouterr().out


def test_where_there_is_more_it_is_said(api_double: ApiDouble, capsys: Any) -> None:
    api_double.answers({"insights": [INSIGHT], "nextCursor": "x"})
    code_of(api_double)
    assert "There is more" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("option", "verdict"), [("dismiss", "dismissed"), ("useful", "useful"), ("useless", "useless")]
)
def test_one_is_judged_by_its_id(api_double: ApiDouble, capsys: Any, option: str, verdict: str) -> None:
    api_double.answers({"insightId": INSIGHT["insightId"], "userId": "u", "verdict": verdict, "givenAt": 1})
    assert code_of(api_double, f"--{option}", INSIGHT["insightId"]) == 0
    assert api_double.last["path"] == f"/insights/{INSIGHT['insightId']}/feedback"
    assert api_double.last["body"] == {"verdict": verdict}
    assert capsys.readouterr().out == f"Insight {INSIGHT['insightId']}: {verdict}.\n"


def test_for_programs_it_is_what_the_api_said(api_double: ApiDouble, capsys: Any) -> None:
    api_double.answers({"insights": [INSIGHT]})
    assert code_of(api_double, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"insights": [INSIGHT]}


def test_two_verdicts_at_once_are_refused(api_double: ApiDouble) -> None:
    assert code_of(api_double, "--useful", "a", "--dismiss", "b") == 2
    assert api_double.requests == []


@pytest.mark.parametrize(("status", "code"), [(400, 2), (404, 1), (503, 1)])
def test_what_the_api_refuses_is_said(api_double: ApiDouble, capsys: Any, status: int, code: int) -> None:
    api_double.answers({"detail": "There is no such insight."}, status=status)
    assert code_of(api_double, "--dismiss", "x") == code
    assert "There is no such insight." in capsys.readouterr().err
