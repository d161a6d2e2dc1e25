"""`salestalk ask` and `salestalk chat`: questions over HTTP, answers with the rows they rest on."""

import sys
import uuid
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from salestalk_cli.answers import print_answer
from salestalk_cli.api import Api, Reply
from salestalk_cli.local.installation import Connection, Installation
from salestalk_cli.local.users import sign_in
from salestalk_cli.output import AsJson, stderr, stdout
from salestalk_cli.problems import ExitCode, Problem

Tenant = Annotated[
    str | None, typer.Option("--tenant", "-t", help="Whose metrics: signs in as that tenant's example user.")
]
ApiUrl = Annotated[str | None, typer.Option(help="Address of a deployed API, instead of the one on this machine.")]
Token = Annotated[
    str | None, typer.Option(envvar="SALESTALK_TOKEN", help="ID token of a signed-in user; it decides the tenant.")
]
Session = Annotated[str | None, typer.Option("--session", "-s", help="Go on with this session (a UUID).")]
AsOf = Annotated[
    str | None, typer.Option(help="Ask as of an earlier moment: ISO 8601 with offset, 2026-01-15T12:00:00Z.")
]
Question = Annotated[str, typer.Argument(help='The question, such as "What was revenue in Q3?"')]


@dataclass(frozen=True, slots=True)
class Seat:
    """Where the command asks from: an API, signed in."""

    api: Api

    @classmethod
    def taken(cls, tenant: str | None, api_url: str | None, token: str | None) -> "Seat":
        """By address and token when given, else as the tenant's example user on this machine."""
        if api_url and token:
            return cls(Api(api_url.rstrip("/"), token))
        if api_url:
            raise Problem("--api-url needs --token (or SALESTALK_TOKEN): an ID token of the user.", ExitCode.USAGE)
        connection = Connection.load(Installation.here())
        if token:
            return cls(Api(connection.api_url, token))
        if not tenant:
            known = ", ".join(user.tenant_id for user in connection.users)
            raise Problem(f"Say whose metrics: --tenant, one of {known}.", ExitCode.USAGE)
        return cls(Api(connection.api_url, sign_in(connection, connection.user_of(tenant))))


def ask(
    question: Question,
    tenant: Tenant = None,
    session: Session = None,
    as_of: AsOf = None,
    api_url: ApiUrl = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Ask one question; print the answer and the rows it was read from."""
    reply = Seat.taken(tenant, api_url, token).api.ask(question, session_id=session, as_of=as_of)
    _show(reply, as_json=as_json)


def chat(
    tenant: Tenant = None,
    session: Session = None,
    as_of: AsOf = None,
    api_url: ApiUrl = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Talk: one question a line, all in one session; an empty line or Ctrl-D ends it."""
    seat = Seat.taken(tenant, api_url, token)
    session = session or str(uuid.uuid4())
    while question := _read_question():
        try:
            reply = seat.api.ask(question, session_id=session, as_of=as_of)
        except Problem as problem:
            if problem.exit_code != ExitCode.FAILED:
                raise
            stderr().print(str(problem), style="red", markup=False)
            continue
        _show(reply, as_json=as_json)
    stderr().print(f"[dim]Session {session}[/]")


def _read_question() -> str:
    """The next line, or nothing at the end of the input. The prompt shows only where somebody sees it."""
    if sys.stdin.isatty():
        stderr().print("[bold cyan]?[/] ", end="")
    return sys.stdin.readline().strip()


def _show(reply: Reply, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(reply.text + "\n")
    else:
        body: Any = reply.body
        print_answer(stdout(), body)
