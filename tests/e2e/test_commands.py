"""The commands people type, against the platform that runs: their words, tables and exit codes."""

import json
from typing import Any

from tests.e2e.conftest import ACME, TECHSTART, Platform

QUESTION = "What was revenue in Q3?"


def test_up_again_deploys_nothing_and_answers_both_tenants(salestalk: Any) -> None:
    done = salestalk("up")
    assert done.returncode == 0, done.stderr
    assert "$2,500,000" in done.stdout
    assert "€1,800,000" in done.stdout
    assert f"salestalk ask --tenant {ACME}" in done.stdout
    assert "deployed" not in done.stderr


def test_up_for_a_program_is_one_json_document(salestalk: Any) -> None:
    found = json.loads(salestalk("up", "--json").stdout)
    assert set(found["answers"]) == {ACME, TECHSTART}
    assert found["apiUrl"].startswith("http://localhost:")
    assert all(milliseconds >= 0 for milliseconds in found["milliseconds"].values())


def test_up_on_another_port_says_to_stop_first(salestalk: Any) -> None:
    done = salestalk("up", "--port", "4599")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith("to move it, first stop it with: make down\n")


def test_ask_prints_the_answer_and_its_source_row(salestalk: Any) -> None:
    done = salestalk("ask", "--tenant", TECHSTART, QUESTION)
    assert done.returncode == 0
    assert "€1,800,000" in done.stdout
    assert f"tenant-{TECHSTART}-metrics" in done.stdout
    assert "METRIC#revenue 2025-Q3" in done.stdout


def test_a_refusal_ends_well_and_says_why(salestalk: Any) -> None:
    done = salestalk("ask", "--tenant", ACME, "Why did our CFO quit?")
    assert done.returncode == 0
    assert done.stdout.startswith("Not answered (")


def test_a_question_that_is_refused_by_the_api_fails(salestalk: Any) -> None:
    done = salestalk("ask", "--tenant", ACME, "x" * 10_001)
    assert (done.returncode, done.stdout) == (1, "")
    assert "10000" in done.stderr.replace(",", "")


def test_an_unknown_tenant_is_answered_with_those_there_are(salestalk: Any) -> None:
    done = salestalk("ask", "--tenant", "globex", QUESTION)
    assert done.returncode == 3
    assert ACME in done.stderr


def test_status_tells_stacks_tenants_and_users_but_no_password(platform: Platform, salestalk: Any) -> None:
    done = salestalk("status", "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["running"]) == (0, True)
    stacks = {"SalesTalk-Platform", "SalesTalk-Service", f"Tenant-{ACME}", f"Tenant-{TECHSTART}"}
    assert {name for name, state in found["stacks"].items() if state == "CREATE_COMPLETE"} >= stacks
    # Behind them come users of tenants that other tests onboard.
    assert [user["tenantId"] for user in found["users"]][:2] == [ACME, TECHSTART]
    passwords = [user.password for user in platform.connection.users]
    assert not any(password in done.stdout + salestalk("status").stdout for password in passwords)


def test_seeding_again_changes_nothing(salestalk: Any) -> None:
    done = salestalk("seed", "--json")
    assert done.returncode == 0, done.stderr
    for tenant in json.loads(done.stdout)["tenants"]:
        assert {status for status, count in tenant["records"].items() if count} == {"unchanged"}
        assert {status for status, count in tenant["messages"].items() if count} == {"already_exists"}
