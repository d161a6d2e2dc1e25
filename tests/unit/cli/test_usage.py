"""`salestalk usage` against the metrics handler."""

import json
from collections.abc import Iterator

import pytest

from metrics_handler.routes import MetricsRoutes, Shelf
from salestalk.errors import TenantNotActive
from tests.unit.cli.test_ingest import Shell
from tests.unit.files.served import served
from tests.unit.functions.test_metrics_handler import SILENT, Door


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Iterator[Shell]:
    door = Door()
    counters = door.routes.open_shelf("acme", 1e9).usage
    counters.record_usage("acme", "e1", "usage", "2026-06-01", {"questions": 12, "rowsLoaded": 345})
    with served(door.routes.table, SILENT) as (url, calls):
        yield Shell(door, url, calls, capsys)


def test_days_of_use_and_their_sum_are_shown(shell: Shell) -> None:
    assert shell("usage", "--from", "2026-05-01") == 0
    assert "Usage of acme (free), 2026-05-01 to 2026-06-01" in shell.out
    assert [line.split()[1] for line in shell.out.splitlines() if "345" in line] == ["2026-06-01", "Total"]
    assert "2026-05" not in shell.out.replace("2026-05-01 to", "")


def test_it_can_be_had_as_json_and_as_csv(shell: Shell) -> None:
    assert shell("usage", "--json") == 0
    assert json.loads(shell.out)["total"]["questions"] == 12
    assert shell("usage", "--csv", "--to", "2026-06-01") == 0
    assert shell.out.splitlines()[1] == "acme,2026-06-01,12,0,0,0,345,0"


@pytest.mark.parametrize(
    ("options", "said"), [(("--from", "soon"), "from: must be a day"), (("--csv", "--json"), "Choose one of")]
)
def test_a_wrong_call_is_said_in_a_sentence(shell: Shell, options: tuple[str, ...], said: str) -> None:
    assert shell("usage", *options) == 2
    assert said in shell.out + shell.err


def test_whoever_may_not_ask_is_told_so(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(*_: object) -> Shelf:
        raise TenantNotActive("The tenant is not active.")

    routes = MetricsRoutes(shell.door.routes.service, refuse, shell.door.routes.open_desk)
    with served(routes.table, SILENT) as (url, calls):
        refused = Shell(shell.door, url, calls, capsys)
        assert refused("usage") == 1
        assert "The tenant is not active." in refused.err
