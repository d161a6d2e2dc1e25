"""The command from outside: sentences instead of tracebacks, exit codes that say what happened, JSON on request."""

import io
import json
from pathlib import Path

import pytest

from salestalk_cli.main import run
from tests.unit.cli.conftest import ApiDouble
from tests.unit.cli.samples import answer

REMOTE = "--token=token-1"


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALESTALK_STATE", str(tmp_path / "local"))


def exit_code_of(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        run(arguments)
    return int(ended.value.code or 0)


def test_an_answered_question_ends_well(api_double: ApiDouble, capsys: pytest.CaptureFixture[str]) -> None:
    api_double.answers(answer())
    assert exit_code_of("ask", "Revenue in Q3?", "--api-url", api_double.url, REMOTE) == 0
    assert "METRIC#revenue 2025-Q3" in capsys.readouterr().out


def test_a_refusal_is_an_answer_too(api_double: ApiDouble, capsys: pytest.CaptureFixture[str]) -> None:
    api_double.answers(answer(outcome="refused", reason="not_a_metric", dataReferences=[]))
    assert exit_code_of("ask", "Why did our CFO quit?", "--api-url", api_double.url, REMOTE) == 0
    assert "not_a_metric" in capsys.readouterr().out


def test_json_is_what_the_api_said(api_double: ApiDouble, capsys: pytest.CaptureFixture[str]) -> None:
    api_double.answers('{"value":0.10000000000000000000000000001}')
    assert exit_code_of("ask", "?", "--api-url", api_double.url, REMOTE, "--json") == 0
    assert capsys.readouterr().out == '{"value":0.10000000000000000000000000001}\n'


def test_a_failure_is_one_sentence_on_standard_error(api_double: ApiDouble, capsys: pytest.CaptureFixture[str]) -> None:
    api_double.answers({"detail": "A service we need did not answer."}, status=503)
    assert exit_code_of("ask", "?", "--api-url", api_double.url, REMOTE) == 1
    out, err = capsys.readouterr()
    assert (out, err) == ("", "The API answered 503: A service we need did not answer.\n")


def test_a_failure_for_a_program_is_json(api_double: ApiDouble, capsys: pytest.CaptureFixture[str]) -> None:
    api_double.answers({"detail": "No."}, status=400)
    assert exit_code_of("ask", "?", "--api-url", api_double.url, REMOTE, "--json") == 1
    assert json.loads(capsys.readouterr().out) == {"error": "The API answered 400: No.", "exitCode": 1}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask"], "Missing argument"),
        (["ask", "?", "--no-such"], "No such option"),
        (["ask", "?", "--api-url", "https://api.example.com"], "--api-url needs --token"),
        (["up", "--port", "70000"], "--port"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(*arguments) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["ask", "?", "--tenant", "acme-corp-001"], ["status"], ["chat", "-t", "x"]])
def test_when_nothing_runs_the_exit_code_is_three(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(*arguments) == 3
    assert "start it with: make up" in "".join(capsys.readouterr())


def test_status_tells_a_program_that_nothing_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of("status", "--json") == 3
    assert json.loads(capsys.readouterr().out) == {"running": False}


def test_stopping_what_does_not_run_is_fine(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of("down") == 0
    assert "was not running" in capsys.readouterr().out


def test_purging_forgets_the_state(tmp_path: Path) -> None:
    exit_code_of("down")
    (tmp_path / "local" / "salestalk.json").write_text("{}")
    assert exit_code_of("down", "--purge", "--json") == 0
    assert not (tmp_path / "local").exists()


def test_a_folder_with_something_else_in_it_is_never_purged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "local").mkdir()
    (tmp_path / "local" / "thesis.txt").write_text("years of work")
    assert exit_code_of("down", "--purge") == 2
    assert (tmp_path / "local" / "thesis.txt").exists()
    assert "holds something else" in capsys.readouterr().err


def test_a_chat_is_one_session_until_an_empty_line(
    api_double: ApiDouble, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    api_double.answers(answer())
    monkeypatch.setattr("sys.stdin", io.StringIO("What was revenue in Q3?\nand in Q4?\n\nnever asked\n"))
    assert exit_code_of("chat", "--api-url", api_double.url, REMOTE) == 0
    assert [request["body"]["message"] for request in api_double.requests] == ["What was revenue in Q3?", "and in Q4?"]
    assert len({request["body"]["sessionId"] for request in api_double.requests}) == 1
    assert capsys.readouterr().out.count("Revenue was $2,500,000") == 2


def test_a_question_that_fails_does_not_end_the_chat(
    api_double: ApiDouble, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    api_double.answers({"detail": "Too long."}, status=400)
    monkeypatch.setattr("sys.stdin", io.StringIO("one\ntwo\n"))
    assert exit_code_of("chat", "--api-url", api_double.url, REMOTE) == 0
    assert capsys.readouterr().err.count("Too long.") == 2
