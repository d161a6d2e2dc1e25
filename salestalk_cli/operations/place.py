"""Which AWS an operator's command looks into: that of this machine, or an account."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any

import boto3
import typer
from botocore.exceptions import BotoCoreError, ClientError

from salestalk_cli.local.aws import LocalAws
from salestalk_cli.local.installation import Connection, Installation
from salestalk_cli.problems import ExitCode, Problem

OnAws = Annotated[
    bool,
    typer.Option("--aws", help="In the AWS account and region of the environment or profile, not on this machine."),
]


@dataclass(frozen=True, slots=True)
class Place:
    """An AWS with SalesTalk in it. ``local`` is the one of this machine, if it is that."""

    session: Any
    local: LocalAws | None = None

    @classmethod
    def taken(cls, on_aws: bool) -> "Place":
        """The account of whoever calls, or the platform on this machine. Raises `NotRunning`, `Problem`."""
        if not on_aws:
            aws = LocalAws(Connection.load(Installation.here()).endpoint_url)
            return cls(aws, aws)
        session = boto3.Session()
        if session.region_name is None:
            raise Problem("Say which region: set AWS_REGION, or a profile that names one.", ExitCode.USAGE)
        return cls(session)

    def client(self, service: str) -> Any:
        """A client of the service."""
        return self.session.client(service)


@contextmanager
def at(on_aws: bool) -> Iterator[Place]:
    """The place; what AWS refuses becomes a sentence."""
    try:
        yield Place.taken(on_aws)
    except (BotoCoreError, ClientError) as error:
        raise Problem(f"AWS refused: {error}") from error
