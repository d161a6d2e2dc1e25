"""Every function starts with what is deployed, and nothing else: its code, its layer, boto3 and its environment."""

import importlib
import inspect
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import boto3
import pytest

from constructs_lib.deployment import FUNCTIONS_FOLDER, Deployment
from runtime.settings import Settings, from_environment, required_variables
from salestalk import names
from tests.infrastructure.conftest import Templates

FUNCTIONS = (
    names.ARCHIVE_WORKER,
    names.QUALITY_WORKER,
    names.WELCOME_WORKER,
    names.CHAT_HANDLER,
    names.INSIGHTS_WORKER,
    names.INSIGHT_DELIVERY,
    names.METRICS_HANDLER,
    names.OUTBOX_WORKER,
    names.SESSION_WORKER,
    names.TENANT_ONBOARD,
    names.TENANT_WORKER,
    names.TENANTS_HANDLER,
    names.UPLOAD_WORKER,
    names.USAGE_WORKER,
)

BROUGHT_BY_LAMBDA = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six.py")

IMPORT_HANDLER = """
import importlib, json, sys
sys.path[:0] = json.loads(sys.argv[2])
module, _, name = sys.argv[1].rpartition(".")
print(callable(getattr(importlib.import_module(module), name)))
"""


@pytest.fixture(scope="session")
def lambdas_own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the runtime itself brings, and only that."""
    folder, packages = tmp_path_factory.mktemp("runtime"), Path(boto3.__file__).parents[1]
    for name in BROUGHT_BY_LAMBDA:
        (folder / name).symlink_to(packages / name)
    return folder


@pytest.fixture(scope="session")
def functions(in_production: Templates) -> dict[str, Mapping[str, object]]:
    """The properties of each function we deploy, by its name."""
    found = in_production[names.SERVICE_STACK].all("AWS::Lambda::Function").values()
    return {each["FunctionName"]: each for each in found if "FunctionName" in each}


def environment_of(function: Mapping[str, object]) -> dict[str, str]:
    variables = function["Environment"]["Variables"]
    return {name: str(value) for name, value in variables.items()}


def settings_of(function_name: str) -> type[Settings]:
    folder = function_name.removeprefix(f"{names.SERVICE}-").replace("-", "_")
    module = importlib.import_module(f"{folder}.settings")
    classes = [each for each in vars(module).values() if inspect.isclass(each) and each.__module__ == module.__name__]
    (found,) = (each for each in classes if issubclass(each, Settings))
    return found


def test_these_are_all_the_functions(functions) -> None:
    assert set(functions) == set(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_handler_imports_from_the_bundle_alone(name: str, functions, lambdas_own: Path) -> None:
    path = [str(FUNCTIONS_FOLDER), str(Deployment.laptop().layer_folder / "python"), str(lambdas_own)]
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", IMPORT_HANDLER, functions[name]["Handler"], json.dumps(path)],
        env={**environment_of(functions[name]), "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "True", done.stderr


def test_nothing_but_the_bundle_is_in_reach_of_that_test(lambdas_own: Path) -> None:
    outside = json.dumps([str(FUNCTIONS_FOLDER), str(lambdas_own)])
    command = [sys.executable, "-I", "-S", "-c", IMPORT_HANDLER, "pydantic.BaseModel", outside]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "No module named 'pydantic'" in done.stderr


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_functions_environment_satisfies_its_settings(name: str, functions) -> None:
    from_environment(settings_of(name), environment_of(functions[name]))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_told_nothing_it_does_not_read(name: str, functions) -> None:
    read_by_libraries = {"PYDANTIC_DISABLE_PLUGINS", names.Env.SERVICE_NAME, names.Env.LOG_LEVEL}
    told = set(environment_of(functions[name])) - read_by_libraries
    assert told == set(required_variables(settings_of(name)))
