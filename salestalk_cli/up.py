"""`salestalk up`: from nothing to the first answers, on this machine."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Self

import typer

from salestalk.names import LOCAL_PORT
from salestalk_cli.answers import print_answer
from salestalk_cli.api import Api
from salestalk_cli.local.emulator import Emulator
from salestalk_cli.local.examples import QUESTION, tell_latest
from salestalk_cli.local.installation import Connection, Installation, User
from salestalk_cli.local.platform import bring_up
from salestalk_cli.local.users import sign_in
from salestalk_cli.output import AsJson, print_json, stdout
from salestalk_cli.problems import NotServed, Problem
from salestalk_cli.progress import Progress
from seed_data.loader import TENANT_IDS

ONBOARDING: Final = '.venv/bin/salestalk tenants create "My Company" --owner me@example.com --sample-data'

Port = Annotated[
    int | None,
    typer.Option(envvar="SALESTALK_PORT", min=1, max=65535, help=f"Where the embedded AWS listens [{LOCAL_PORT}]."),
]


def up(port: Port = None, as_json: AsJson = False) -> None:
    """Start the platform here, load the example tenants, and ask both a question. Repeat it whenever you like.

    One that somebody suspended stays suspended, and is not asked.
    """
    installation = Installation.here()
    progress = Progress()
    connection = bring_up(installation, _port(installation, port), TENANT_IDS, progress)
    with progress.stage("Questions asked"):
        examples = [connection.user_of(tenant_id) for tenant_id in TENANT_IDS]
        first = FirstAnswers.of({user.tenant_id: _api(connection, user) for user in examples}, installation)
    with progress.stage("Insights asked for"):
        for user in examples:
            if user.tenant_id in first.answers:
                # Suspended a moment ago: the chat may not know it yet.
                with suppress(NotServed):
                    tell_latest(_api(connection, user), user.tenant_id)
    if as_json:
        print_json(_document(connection, first, progress))
    else:
        _print(installation, connection, first, progress)


def _port(installation: Installation, wanted: int | None) -> int:
    """The port that is wanted, or the one in use. Raises `Problem` when they differ."""
    running = Emulator(installation).port()
    if running and wanted and running != wanted:
        raise Problem(f"SalesTalk runs on port {running} already; to move it, first stop it with: make down")
    return wanted or running or LOCAL_PORT


@dataclass(frozen=True, slots=True)
class FirstAnswers:
    """What each tenant was answered; of those that are not served, why not."""

    answers: Mapping[str, Any]
    not_served: Mapping[str, str]

    @classmethod
    def of(cls, apis: Mapping[str, Api], installation: Installation) -> Self:
        """Ask each a question. Raises `Problem` where there is no answer, though the tenant is served."""
        answers: dict[str, Any] = {}
        not_served: dict[str, str] = {}
        for tenant_id, api in apis.items():
            try:
                answers[tenant_id] = api.ask(QUESTION).body
            except NotServed as refusal:
                not_served[tenant_id] = str(refusal)
            except Problem as problem:
                words = installation.state / "emulator.log"
                raise Problem(f"{problem} What the functions said is in {words}", problem.exit_code) from None
        return cls(answers, not_served)


def _api(connection: Connection, user: User) -> Api:
    return Api(connection.api_url, sign_in(connection, user))


def _document(connection: Connection, first: FirstAnswers, progress: Progress) -> dict[str, Any]:
    return {
        "pageUrl": connection.page_url,
        "apiUrl": connection.api_url,
        "endpointUrl": connection.endpoint_url,
        "question": QUESTION,
        "answers": first.answers,
        "notServed": first.not_served,
        "milliseconds": {name: round(seconds * 1000) for name, seconds in progress.stages.items()},
    }


def _print(installation: Installation, connection: Connection, first: FirstAnswers, progress: Progress) -> None:
    console = stdout()
    for tenant_id, answer in first.answers.items():
        console.print(f"\n{tenant_id} asks: {QUESTION}", style="cyan")
        print_answer(console, answer)
    for line in closed_lines(first):
        console.print(f"\n{line}", style="yellow", markup=False, soft_wrap=True)
    console.print()
    for line in _guide(connection, installation.connection_file):
        console.print(line, soft_wrap=True)
    console.print(f"\nFrom the start to these answers: {progress.seconds:.1f} s")


def closed_lines(first: FirstAnswers) -> Iterable[str]:
    """That a tenant was not asked, why, and what to do about it."""
    for tenant_id, reason in first.not_served.items():
        yield f"{tenant_id} was not asked. {reason} Resume it with: .venv/bin/salestalk tenants resume {tenant_id}"


def _guide(connection: Connection, passwords: Path) -> Iterable[str]:
    """Where everything is, and what to do next."""
    user = connection.users[0]
    yield f"Page       {connection.page_url}"
    yield f"API        {connection.api_url}"
    yield f"AWS        {connection.endpoint_url}"
    yield f'Ask        .venv/bin/salestalk ask --tenant {user.tenant_id} "How did revenue develop?"'
    yield f"Talk       .venv/bin/salestalk chat --tenant {user.tenant_id}"
    for user in connection.users:
        yield f"User       {user.email} (tenant {user.tenant_id}); the password is in {_named(passwords)}"
    yield f"Admin      {connection.administrator().email}; the password is there too"
    yield f"Onboard    {ONBOARDING}"
    yield "Stop       make down"


def _named(file: Path) -> str:
    """As short as leads there from where the command was given."""
    return str(file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file)
