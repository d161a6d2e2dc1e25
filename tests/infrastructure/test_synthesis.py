"""How the app is synthesized: by whom, from what, and what it says when it cannot be."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from constructs_lib.deployment import ROOT
from salestalk import names
from stacks.application import add_stacks

SYNTHESIZE = """
import sys
from pathlib import Path
from aws_cdk import App
from constructs_lib.deployment import Deployment
from stacks.application import add_stacks
app = App(outdir=sys.argv[2], context={"tenant": "acme-corp-001"})
add_stacks(app, Deployment(local=True, layer_folder=Path(sys.argv[1])))
app.synth()
"""


@pytest.fixture(scope="module")
def assembly(make_app, production):
    app = make_app(tenant="acme-corp-001")
    add_stacks(app, production)
    return app.synth()


def run(arguments, tmp_path, **environment):
    """Python with nothing of the machine but the pinned Node: no git, no docker, no pip on the path, no home."""
    settings = {
        "PATH": str(tmp_path),
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
        "JSII_NODE": os.environ["JSII_NODE"],
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "lambdas")]),
        "https_proxy": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
    }
    command = [sys.executable, *arguments]
    settings.update(environment)
    return subprocess.run(command, env=settings, cwd=tmp_path, capture_output=True, text=True, check=False)


def test_synthesis_needs_no_network_no_git_and_no_container(tmp_path, layer_folder):
    done = run(["-c", SYNTHESIZE, str(layer_folder), str(tmp_path / "out")], tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "Tenant-acme-corp-001.template.json").is_file()


def test_synthesis_looks_nothing_up_in_an_account(assembly):
    manifest = json.loads((Path(assembly.directory) / "manifest.json").read_text())
    assert set(manifest["artifacts"]) >= {names.PLATFORM_STACK, names.SERVICE_STACK}
    assert not manifest.get("missing")


def test_an_obstacle_is_one_sentence_and_no_stack_trace(tmp_path):
    done = run([str(ROOT / "app.py")], tmp_path, CDK_CONTEXT_JSON=json.dumps({"tenant": "Not An Id"}))
    assert done.returncode == 1
    assert done.stderr.startswith("'Not An Id' is no tenant id")
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_functions_asset_is_our_code_without_caches(assembly):
    (functions,) = (path for path in _assets(assembly) if (path / "salestalk").is_dir())
    packaged = {path.relative_to(functions) for path in functions.rglob("*") if path.is_file()}
    assert {Path("salestalk/names.py"), Path("runtime/settings.py"), Path("runtime/openapi.json")} <= packaged
    assert {path.suffix for path in packaged} <= {".py", ".json", ".txt", ".typed"}
    assert not any(part in {"__pycache__", "tests"} or part.startswith(".") for path in packaged for part in path.parts)


def test_all_functions_share_one_asset_and_one_layer(assembly):
    template = next(stack for stack in assembly.stacks if stack.stack_name == names.SERVICE_STACK).template
    functions = [
        each["Properties"] for each in template["Resources"].values() if each["Type"] == "AWS::Lambda::Function"
    ]
    assert len(functions) > 1
    assert len({json.dumps([each["Code"], each["Layers"]]) for each in functions}) == 1


def test_stacks_are_tagged_so_that_their_cost_is_found(assembly):
    expected = {"Environment": "production", "Service": "salestalk", "Owner": "platform-engineering"}
    assert all(dict(stack.tags) == expected for stack in assembly.stacks)


def _assets(assembly):
    return [path for path in Path(assembly.directory).glob("asset.*") if path.is_dir()]
