"""Functions of a bench's own, deployed beside one of ours: all the same but for the handler."""

import io
import zipfile
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from constructs_lib.deployment import FUNCTIONS_FOLDER
from salestalk_cli.local.aws import LocalAws

_ALIKE: Final = ("Role", "MemorySize", "Timeout", "Environment", "LoggingConfig", "TracingConfig", "Runtime")


def deploy_beside(aws: LocalAws, ours: str, name: str, module: ModuleType, handler: str) -> str:
    """Deploy ``module``'s handler, with all of our code at hand, as ``name``: its ARN."""
    functions = aws.client("lambda")
    found = functions.get_function_configuration(FunctionName=ours)
    layers = [layer["Arn"] for layer in found.get("Layers", ())]
    alike = {setting: found[setting] for setting in _ALIKE if setting in found}
    title = module.__name__.rpartition(".")[2]
    made = functions.create_function(
        FunctionName=name, Handler=f"{title}.{handler}", Code={"ZipFile": _zipped(module)}, Layers=layers, **alike
    )
    return str(made["FunctionArn"])


@cache
def _zipped(module: ModuleType) -> bytes:
    """Our code, and the module beside it."""
    packed = io.BytesIO()
    source = Path(str(module.__file__))
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(source, source.name)
        for path in FUNCTIONS_FOLDER.rglob("*"):
            inside = path.relative_to(FUNCTIONS_FOLDER)
            if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in inside.parts):
                archive.write(path, inside)
    return packed.getvalue()


def feed_beside(aws: LocalAws, ours: str, name: str) -> str:
    """A queue of the same name that feeds the function as ours is fed: the queue's address."""
    functions, sqs = aws.client("lambda"), aws.client("sqs")
    mapping = functions.list_event_source_mappings(FunctionName=ours)["EventSourceMappings"][0]
    fed_by = sqs.get_queue_url(QueueName=mapping["EventSourceArn"].rpartition(":")[2])["QueueUrl"]
    hidden: Any = sqs.get_queue_attributes(QueueUrl=fed_by, AttributeNames=["VisibilityTimeout"])["Attributes"]
    url = str(sqs.create_queue(QueueName=name, Attributes=hidden)["QueueUrl"])
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    alike = {key: mapping[key] for key in ("BatchSize", "FunctionResponseTypes", "ScalingConfig") if key in mapping}
    functions.create_event_source_mapping(EventSourceArn=arn, FunctionName=name, **alike)
    return url


def queue_of(aws: LocalAws, function: str) -> tuple[str, str]:
    """The address of the queue that feeds a function, and the id of their mapping."""
    mapping = aws.client("lambda").list_event_source_mappings(FunctionName=function)["EventSourceMappings"][0]
    name = mapping["EventSourceArn"].rpartition(":")[2]
    return str(aws.client("sqs").get_queue_url(QueueName=name)["QueueUrl"]), str(mapping["UUID"])
