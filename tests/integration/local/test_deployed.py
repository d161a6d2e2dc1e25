"""What an emulator remembers of a deployment decides whether it may be skipped."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from salestalk_cli.local import fingerprint
from salestalk_cli.local.aws import LocalAws
from salestalk_cli.local.emulator import Emulator
from salestalk_cli.local.installation import Installation
from tests.conftest import free_port

TEMPLATE = '{"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}'


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[LocalAws]:
    """An emulator that nothing was deployed to."""
    emulator, port = Emulator(Installation(state=tmp_path / "local")), free_port()
    emulator.start(port)
    yield LocalAws(f"http://localhost:{port}")
    emulator.stop()


def test_a_deployment_is_skipped_while_sources_and_stacks_are_the_same(aws: LocalAws) -> None:
    assert not fingerprint.is_deployed(aws, "sources-1", [])
    aws.client("cloudformation").create_stack(StackName="One", TemplateBody=TEMPLATE)
    fingerprint.remember(aws, "sources-1")
    assert fingerprint.is_deployed(aws, "sources-1", ["One"])
    assert not fingerprint.is_deployed(aws, "sources-2", ["One"])
    assert not fingerprint.is_deployed(aws, "sources-1", ["One", "Two"])


def test_a_deployment_that_broke_off_is_not_skipped(aws: LocalAws) -> None:
    fingerprint.remember(aws, "sources-1")
    fingerprint.forget(aws)
    assert not fingerprint.is_deployed(aws, "sources-1", [])
    fingerprint.forget(aws)
