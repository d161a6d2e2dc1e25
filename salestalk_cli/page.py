"""`salestalk page`: put the built chat page where its distribution serves it, on AWS or on this machine."""

import json
import mimetypes
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from salestalk import names
from salestalk.names import StackOutput
from salestalk_cli.local.installation import Installation
from salestalk_cli.operations.place import at
from salestalk_cli.output import AsJson, print_json, stdout
from salestalk_cli.problems import Problem

SETTINGS: Final = "config.json"
HASHED: Final = "assets/"
"""The folder of files whose names carry a hash of what is in them."""
FOREVER: Final = "public, max-age=31536000, immutable"
ASKED_EACH_TIME: Final = "no-cache"
TYPES: Final = {".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml", ".css": "text/css"}
"""Said here since machines differ in what they know, and a browser runs no script of another type."""

OnAws = Annotated[bool, typer.Option("--aws", help="In the AWS account you are signed in to, not on this machine.")]


def page(on_aws: OnAws = False, as_json: AsJson = False) -> None:
    """Put the built chat page and its settings into its bucket. `make up` and `make deploy` do it too."""
    with at(on_aws) as place:
        web = outputs_of_web(place.client("cloudformation"))
        count = put_page(place.client("s3"), web, Installation.here().page)
    url = page_url(web, place.local.port if place.local else None)
    if as_json:
        print_json({"pageUrl": url, "files": count})
    else:
        stdout().print(f"{count} files are served at {url}", soft_wrap=True)


def outputs_of_web(cloudformation: Any) -> dict[str, str]:
    """The outputs of the Web stack. Raises `Problem` when it is not deployed."""
    for page in cloudformation.get_paginator("describe_stacks").paginate():
        for stack in page["Stacks"]:
            if stack["StackName"] == names.WEB_STACK:
                return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", ())}
    raise Problem(f"{names.WEB_STACK} is not deployed here; deploy it with: make deploy")


def page_url(web: Mapping[str, str], local_port: int | None) -> str:
    """Where the page is. On this machine it is a name under `localhost`, which browsers lead here by themselves."""
    url = f"{web[StackOutput.PAGE_URL]}/"
    if local_port is None:
        return url
    label = url.removeprefix("https://").partition(".")[0]
    return f"http://{label}.cloudfront.localhost:{local_port}/"


def put_page(s3: Any, web: Mapping[str, str], folder: Path) -> int:
    """Put the files, those that name others last, so that nobody is sent to a file that is not there yet.

    Nothing is removed: who has the page open may still ask for a part of the one before. Returns how many were put.

    Raises:
        Problem: the page was not built.
    """
    files = list(_files(folder))
    if not files:
        raise Problem("The chat page is not built; build it with: make web")
    for key, content in [*files, (SETTINGS, _settings(web))]:
        s3.put_object(
            Bucket=web[StackOutput.PAGE_BUCKET],
            Key=key,
            Body=content,
            ContentType=_type_of(key),
            CacheControl=FOREVER if key.startswith(HASHED) else ASKED_EACH_TIME,
        )
    return len(files) + 1


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    keys = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    for key in sorted(keys, key=lambda key: (not key.startswith(HASHED), key)):
        yield key, keys[key].read_bytes()


def _settings(web: Mapping[str, str]) -> bytes:
    return json.dumps(json.loads(web[StackOutput.PAGE_SETTINGS]), indent=2).encode()


def _type_of(key: str) -> str:
    return TYPES.get(Path(key).suffix) or mimetypes.guess_type(key)[0] or "application/octet-stream"
