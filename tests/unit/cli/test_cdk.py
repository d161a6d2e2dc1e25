"""The CDK command line, pointed at this machine: deaf to the caller's account, and its failures told in a sentence."""

from pathlib import Path

import pytest

from salestalk_cli.local.aws import LocalAws
from salestalk_cli.local.cdk import LocalCdk
from salestalk_cli.local.installation import Installation
from salestalk_cli.problems import Problem

FAILED_DEPLOYMENT = """\
SalesTalk-Service |  4 | 1:43:40 AM | CREATE_IN_PROGRESS | AWS::Lambda::Function | Chat/Function (ChatFunction)
SalesTalk-Service |  5 | 1:43:40 AM | CREATE_FAILED | AWS::SQS::Queue | UsageEvents/Queue (Queue) Queue name is taken
SalesTalk-Service |  6 | 1:43:40 AM | ROLLBACK_COMPLETE | AWS::CloudFormation::Stack | SalesTalk-Service
"""


def cdk_that(tmp_path: Path, script: str) -> LocalCdk:
    """A project whose `cdklocal` is this script."""
    program = tmp_path / "node_modules" / ".bin" / "cdklocal"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return LocalCdk(Installation(state=tmp_path / "local", root=tmp_path), LocalAws("http://localhost:4577"))


def said(cdk: LocalCdk) -> str:
    return cdk.installation.log.read_text()


def test_a_failed_deployment_names_the_resource_and_where_the_rest_is(tmp_path: Path) -> None:
    cdk = cdk_that(tmp_path, f"cat >&2 <<'END'\n{FAILED_DEPLOYMENT}END\nexit 1")
    with pytest.raises(Problem) as told:
        cdk.deploy(["SalesTalk-Service"])
    assert str(told.value) == (
        "SalesTalk-Service could not be deployed: UsageEvents/Queue (Queue) Queue name is taken. "
        f"All of it is in {cdk.installation.log}"
    )
    assert "ROLLBACK_COMPLETE" in said(cdk)


def test_an_app_that_does_not_build_gives_its_own_sentence(tmp_path: Path) -> None:
    cdk = cdk_that(tmp_path, "echo 'The layer folder is missing: run the builder first.' >&2; exit 1")
    with pytest.raises(Problem, match=r"^The templates could not be built: The layer folder is missing: run the"):
        cdk.synthesize(["acme-corp-001"])


def test_the_apps_last_words_are_told_and_not_that_it_ended(tmp_path: Path) -> None:
    words = "(node:1) Warning: cannot find a thing\\nai-provider must be one of builtin, bedrock, ollama."
    ended = ".venv/bin/python app.py: Subprocess exited with error 1"
    cdk = cdk_that(tmp_path, f"printf '{words}\\n{ended}\\n' >&2; exit 1")
    with pytest.raises(
        Problem, match=r"^The templates could not be built: ai-provider must be one of builtin, bedrock"
    ):
        cdk.synthesize([])


def test_a_tool_that_dies_silently_still_gives_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="it gave no reason"):
        cdk_that(tmp_path, "exit 3").synthesize([])


def test_a_missing_command_line_says_how_to_install_it(tmp_path: Path) -> None:
    bare = LocalCdk(Installation(state=tmp_path / "local", root=tmp_path), LocalAws("http://localhost:4577"))
    with pytest.raises(Problem, match="make setup"):
        bare.synthesize([])


def test_nothing_of_the_callers_account_reaches_the_tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "prod")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "real")
    monkeypatch.setenv("CDK_NEW_BOOTSTRAP", "1")
    cdk = cdk_that(tmp_path, "env")
    cdk.synthesize([])
    environment = dict(line.split("=", 1) for line in said(cdk).splitlines() if "=" in line and line[0] != "$")
    assert environment["AWS_ENDPOINT_URL"] == environment["AWS_ENDPOINT_URL_S3"] == "http://localhost:4577"
    assert environment["AWS_ACCESS_KEY_ID"] == "test"
    assert environment["HOME"] == str(cdk.installation.state)
    assert not {"AWS_PROFILE", "AWS_SESSION_TOKEN", "CDK_NEW_BOOTSTRAP"} & environment.keys()


def test_each_stack_gets_its_own_parameters(tmp_path: Path) -> None:
    cdk = cdk_that(tmp_path, 'for word in "$@"; do echo "<$word>"; done')
    cdk.deploy(["Tenant-a", "Tenant-b"], {"Tenant-a": {"TenantName": "A & B"}, "Tenant-b": {"TenantName": "C"}})
    words = said(cdk)
    assert "<--parameters>\n<Tenant-a:TenantName=A & B>\n<--parameters>\n<Tenant-b:TenantName=C>" in words
    assert "<--require-approval>\n<never>" in words
