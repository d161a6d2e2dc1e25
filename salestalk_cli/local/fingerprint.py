"""Whether the platform on this machine already is what the sources say, so that `up` need not deploy it again."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from botocore.exceptions import ClientError

from salestalk_cli.local.aws import LocalAws

SOURCES: Final = ("app.py", "cdk.json", "stacks", "constructs_lib", "lambdas", "build/layer-local.built-from")
COMPLETE: Final = ("CREATE_COMPLETE", "UPDATE_COMPLETE")
PARAMETER: Final = "/salestalk/local/deployed-from"
"""Kept inside the emulator, so that it is forgotten together with what it speaks of."""


def of_sources(root: Path, port: int, parameters: Mapping[str, Mapping[str, str]]) -> str:
    """A hash of all that decides what would be deployed."""
    told = sorted((stack, sorted(of.items())) for stack, of in parameters.items())
    digest = hashlib.sha256(repr((port, told)).encode())
    for path in sorted(file for source in SOURCES for file in _files(root / source)):
        digest.update(f"{path.relative_to(root)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_deployed(aws: LocalAws, fingerprint: str, stacks: list[str]) -> bool:
    """Whether these sources were deployed here before, and every stack still stands."""
    try:
        parameter = aws.client("ssm").get_parameter(Name=PARAMETER)
    except ClientError:
        return False
    return parameter["Parameter"]["Value"] == fingerprint and set(stacks) <= standing_stacks(aws).keys()


def remember(aws: LocalAws, fingerprint: str) -> None:
    """Note what was deployed."""
    aws.client("ssm").put_parameter(Name=PARAMETER, Value=fingerprint, Type="String", Overwrite=True)


def forget(aws: LocalAws) -> None:
    """Note that a deployment has begun: until it is through, nothing can be said."""
    ssm = aws.client("ssm")
    with suppress(ssm.exceptions.ParameterNotFound):
        ssm.delete_parameter(Name=PARAMETER)


def standing_stacks(aws: LocalAws) -> dict[str, Mapping[str, str]]:
    """The outputs of every stack that is complete, by the stack's name."""
    return {
        stack["StackName"]: {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", ())}
        for stack in _stacks(aws)
        if stack["StackStatus"] in COMPLETE
    }


def stack_states(aws: LocalAws) -> dict[str, str]:
    """The state of every stack there is, by its name."""
    return {stack["StackName"]: stack["StackStatus"] for stack in _stacks(aws)}


def _stacks(aws: LocalAws) -> list[Mapping[str, Any]]:
    pages = aws.client("cloudformation").get_paginator("describe_stacks").paginate()
    return [stack for page in pages for stack in page["Stacks"]]


def _files(source: Path) -> Iterator[Path]:
    if source.is_file():
        yield source
    else:
        yield from (path for path in source.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
