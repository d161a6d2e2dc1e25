"""`salestalk up`: from nothing to the first answers, on this machine."""

from collections.abc import Iterable
from typing import Annotated, Any, Final

import typer

from salestalk_cli.answers import print_answer
from salestalk_cli.api import Api
from salestalk_cli.local.emulator import Emulator
from salestalk_cli.local.examples import QUESTION
from salestalk_cli.local.installation import DEFAULT_PORT, Connection, Installation, User
from salestalk_cli.local.platform import bring_up
from salestalk_cli.local.users import sign_in
from salestalk_cli.output import AsJson, print_json, stdout
from salestalk_cli.problems import Problem
from salestalk_cli.progress import Progress
from seed_data.loader import TENANT_IDS

ONBOARDING: Final = '.venv/bin/salestalk tenants create "My Company" --owner me@example.com --sample-data'

Port = Annotated[
    int | None,
    typer.Option(envvar="SALESTALK_PORT", min=1, max=65535, help=f"Where the embedded AWS listens [{DEFAULT_PORT}]."),
]


def up(port: Port = None, as_json: AsJson = False) -> None:
    """Start the platform here, load the example tenants, and ask both a question. Repeat it whenever you like."""
    installation = Installation.here()
    progress = Progress()
    connection = bring_up(installation, _port(installation, port), TENANT_IDS, progress)
    with progress.stage("Questions asked"):
        examples = [connection.user_of(tenant_id) for tenant_id in TENANT_IDS]
        answers = {user.tenant_id: _first_answer(installation, connection, user) for user in examples}
    if as_json:
        print_json(_document(connection, answers, progress))
    else:
        _print(connection, answers, progress)


def _port(installation: Installation, wanted: int | None) -> int:
    """The port that is wanted, or the one in use. Raises `Problem` when they differ."""
    running = Emulator(installation).port()
    if running and wanted and running != wanted:
        raise Problem(f"SalesTalk runs on port {running} already; to move it, first stop it with: make down")
    return wanted or running or DEFAULT_PORT


def _first_answer(installation: Installation, connection: Connection, user: User) -> Any:
    try:
        return Api(connection.api_url, sign_in(connection, user)).ask(QUESTION).body
    except Problem as problem:
        words = installation.state / "emulator.log"
        raise Problem(f"{problem} What the functions said is in {words}", problem.exit_code) from None


def _document(connection: Connection, answers: dict[str, Any], progress: Progress) -> dict[str, Any]:
    return {
        "apiUrl": connection.api_url,
        "endpointUrl": connection.endpoint_url,
        "question": QUESTION,
        "answers": answers,
        "milliseconds": {name: round(seconds * 1000) for name, seconds in progress.stages.items()},
    }


def _print(connection: Connection, answers: dict[str, Any], progress: Progress) -> None:
    console = stdout()
    for tenant_id, answer in answers.items():
        console.print(f"\n{tenant_id} asks: {QUESTION}", style="cyan")
        print_answer(console, answer)
    console.print()
    for line in _guide(connection):
        console.print(line, soft_wrap=True)
    console.print(f"\nFrom the start to these answers: {progress.seconds:.1f} s")


def _guide(connection: Connection) -> Iterable[str]:
    """Where everything is, and what to do next."""
    user = connection.users[0]
    yield f"API        {connection.api_url}"
    yield f"AWS        {connection.endpoint_url}"
    yield f'Ask        .venv/bin/salestalk ask --tenant {user.tenant_id} "How did revenue develop?"'
    yield f"Talk       .venv/bin/salestalk chat --tenant {user.tenant_id}"
    for user in connection.users:
        yield f"User       {user.email} (tenant {user.tenant_id}); the password is in .local/salestalk.json"
    yield f"Admin      {connection.administrator().email}"
    yield f"Onboard    {ONBOARDING}"
    yield "Stop       make down"
