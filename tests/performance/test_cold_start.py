"""A cold start loads what requests need and nothing else, from small packages; a snapshot holds what was prepared."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from constructs_lib.deployment import FUNCTIONS_FOLDER, Deployment
from runtime.start import FOR_A_SNAPSHOT, INITIALIZATION
from tests.performance.forbidden import FORBIDDEN, trespassing
from tests.performance.imports import HANDLERS, modules
from tests.performance.processes import Tree

MEGABYTE = 1_000_000
LAYER_LIMIT = 20 * MEGABYTE
CODE_LIMIT = 3 * MEGABYTE
BROUGHT_BY_LAMBDA = ("boto3", "botocore", "s3transfer", "urllib3")

RESTORED = """
import os, socket, sys
os.environ["{variable}"] = "{kind}"

def refuse(*_):
    raise AssertionError("the start called somebody")

socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
import chat_handler.handler
from salestalk.conversation.stages import reply_to
from tests.performance.questions import AS_OF, KINDS, fixed
from tests.performance.tenant import year_of_months
example = year_of_months(20)
questions = [kind.question for kind in KINDS] + list(fixed())
seen = []
sys.addaudithook(lambda name, said: seen.append(str(said[0])) if name in ("open", "import") else None)
for question in questions:
    reply_to(question, None, knowledge=example.knowledge, reader=example.shelf, as_of=AS_OF, clock=float)
print(*seen or ["nothing"], sep="\\n")
"""

UNBUILT = """
import os
os.environ["{variable}"] = "{kind}"
import {name}.handler
from salestalk.contracts.base import Contract
waiting, unbuilt = [Contract], []
while waiting:
    model = waiting.pop()
    waiting += model.__subclasses__()
    if not model.__pydantic_complete__:
        unbuilt.append(model.__name__)
print(len(unbuilt))
"""

CREDENTIALS = """
import os
os.environ["{variable}"] = "{kind}"
made = []
from salestalk.adapters.clients import AwsSession
client = AwsSession.client
AwsSession.client = lambda self, name, **options: made.append(name) or client(self, name, **options)
from salestalk.adapters.metering import metered
with metered() as meter:
    import {name}.handler
print(*sorted(made), "calls", len(meter.usage))
"""


@pytest.fixture(scope="module")
def tree() -> Iterator[Tree]:
    with Tree.copied() as tree:
        yield tree


def size(folder: Path) -> int:
    """Bytes as they are shipped: without bytecode and what tools leave behind in hidden folders."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    left = [path for path in files if any(part[0] == "." for part in path.relative_to(folder).parts)]
    return sum(path.stat().st_size for path in {*files} - {*left} if "__pycache__" not in path.parts)


def first_use(tree: Tree, kind: str) -> list[str]:
    """Files read and modules loaded by the first questions after the start."""
    tree.warm("-c", RESTORED.format(variable=INITIALIZATION, kind=kind))
    return tree.run("-c", RESTORED.format(variable=INITIALIZATION, kind=kind)).splitlines()


def test_every_function_has_its_list():
    assert set(FORBIDDEN) == set(HANDLERS)


@pytest.mark.parametrize("name", HANDLERS)
def test_a_function_loads_nothing_that_its_requests_do_not_need(name: str, tree: Tree):
    assert trespassing(name, modules(tree, name)) == frozenset()


def test_a_module_that_creeps_into_a_start_is_told_by_its_name():
    with Tree.copied() as tree:
        counting = tree.folder / "lambdas" / "usage_worker" / "counting.py"
        counting.write_text(f"import statistics\nimport salestalk.insights.weeks\n{counting.read_text()}")
        (tree.folder / "lambdas" / "salestalk" / "insights" / "weeks.py").write_text("")
        found = trespassing("usage_worker", modules(tree, "usage_worker"))
    assert found == {"statistics", "salestalk.insights", "salestalk.insights.weeks"}


def test_the_layer_is_small_and_leaves_to_lambda_what_lambda_brings():
    packages = Deployment.production().layer_folder / "python"
    assert MEGABYTE < size(packages) < LAYER_LIMIT
    assert not [name for name in BROUGHT_BY_LAMBDA if (packages / name).exists()]


def test_the_code_is_small():
    assert MEGABYTE < size(FUNCTIONS_FOLDER) < CODE_LIMIT


def test_after_a_restore_the_first_questions_read_no_file_and_load_no_module(tree: Tree):
    assert first_use(tree, FOR_A_SNAPSHOT) == ["nothing"]


def test_without_a_snapshot_a_start_does_not_wait_for_what_questions_prepare(tree: Tree):
    assert any(line.endswith("intents.json") for line in first_use(tree, "on-demand"))


@pytest.mark.parametrize("name", ["chat_handler", "metrics_handler", "tenants_handler"])
def test_a_snapshot_holds_contracts_that_are_built_and_a_plain_start_builds_none_before_its_time(name: str, tree: Tree):
    snapshot, plain = (
        int(tree.run("-c", UNBUILT.format(variable=INITIALIZATION, kind=kind, name=name)))
        for kind in (FOR_A_SNAPSHOT, "on-demand")
    )
    assert snapshot == 0
    assert plain > 40


@pytest.mark.parametrize(
    ("name", "clients"),
    [("chat_handler", "dynamodb events sqs sts"), ("metrics_handler", "dynamodb events sqs sts")],
)
def test_a_snapshot_holds_clients_and_none_of_a_tenants_credentials(name: str, clients: str, tree: Tree):
    code = CREDENTIALS.format(variable=INITIALIZATION, kind=FOR_A_SNAPSHOT, name=name)
    assert tree.run("-c", code).split() == [*clients.split(), "calls", "0"]
