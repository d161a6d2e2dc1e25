"""Bring the whole platform up on this machine: emulator, stacks, example tenants, data, users.

`salestalk up` and the end-to-end tests both call `bring_up`. It can be repeated, and then does only what is missing.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from salestalk import names
from salestalk.contracts.tenant import Tenant
from salestalk.names import StackOutput
from salestalk_cli.local import fingerprint
from salestalk_cli.local.archive import keep_events
from salestalk_cli.local.aws import LocalAws
from salestalk_cli.local.cdk import LocalCdk
from salestalk_cli.local.emulator import Emulator
from salestalk_cli.local.examples import administrator_of, stacks_of, users_of
from salestalk_cli.local.installation import Connection, Installation
from salestalk_cli.local.language_model import model_context
from salestalk_cli.local.locks import lock_if_free
from salestalk_cli.local.users import make_administrator, make_user
from salestalk_cli.page import page_url, put_page
from salestalk_cli.problems import Problem
from salestalk_cli.progress import Progress
from salestalk_cli.seed import client_at, load_examples
from seed_data.loader import load

CORE_STACKS: Final = (names.PLATFORM_STACK, names.WEB_STACK, names.SERVICE_STACK, names.OBSERVABILITY_STACK)


def bring_up(installation: Installation, port: int, tenant_ids: Sequence[str], progress: Progress) -> Connection:
    """Start and deploy what is not there yet, load these example tenants, and say how it is all reached.

    Raises `Problem`, in one sentence, when a stage fails.
    """
    aws = LocalAws(f"http://localhost:{port}")
    tenants = [load(tenant_id).tenant for tenant_id in tenant_ids]
    with _alone(installation), _failures_told(installation):
        with progress.stage("Embedded AWS started"):
            Emulator(installation).start(port)
        _deploy(installation, aws, tenants, progress)
        with progress.stage("Examples loaded"):
            load_examples(client_at(aws.endpoint_url), tenant_ids)
        with progress.stage("Users made"):
            connection = _connect(installation, aws, tenants)
        with progress.stage("Page put"):
            put_page(aws.client("s3"), fingerprint.standing_stacks(aws)[names.WEB_STACK], installation.page)
        return connection


def _deploy(installation: Installation, aws: LocalAws, tenants: Sequence[Tenant], progress: Progress) -> None:
    """Deploy every stack, or nothing when they all are what the sources say."""
    parameters = stacks_of(tenants)
    decided = {**parameters, "language model": model_context(os.environ)}
    sources = fingerprint.of_sources(installation.root, aws.port, decided)
    if fingerprint.is_deployed(aws, sources, [*CORE_STACKS, *parameters]):
        return
    fingerprint.forget(aws)
    cdk = LocalCdk(installation, aws)
    with progress.stage("Templates built"):
        cdk.bootstrap()
        cdk.synthesize([tenant.tenant_id for tenant in tenants])
    with progress.stage("Platform and Service deployed"):
        cdk.deploy(CORE_STACKS)
        keep_events(aws)
    if parameters:
        with progress.stage("Tenants deployed"):
            cdk.deploy(list(parameters), parameters)
    fingerprint.remember(aws, sources)


def _connect(installation: Installation, aws: LocalAws, tenants: Sequence[Tenant]) -> Connection:
    """Make the users, and write down how all of it is reached."""
    stacks = fingerprint.standing_stacks(aws)
    platform = stacks[names.PLATFORM_STACK]
    user_pool_id = platform[StackOutput.USER_POOL_ID]
    connection = Connection(
        endpoint_url=aws.endpoint_url,
        region=aws.region,
        # `<api>.execute-api.localhost` needs a resolver that knows *.localhost; this path needs none.
        api_url=f"{aws.endpoint_url}/_aws/execute-api/{platform[StackOutput.API_ID]}",
        user_pool_id=user_pool_id,
        client_id=platform[StackOutput.USER_POOL_CLIENT_ID],
        page_url=page_url(stacks[names.WEB_STACK], aws.port),
        users=users_of(installation, tenants, user_pool_id),
        admin=administrator_of(installation),
    )
    for user in connection.users[: len(tenants)]:
        make_user(aws, user_pool_id, user)
    make_administrator(aws, user_pool_id, connection.administrator())
    connection.save(installation)
    return connection


@contextmanager
def _alone(installation: Installation) -> Iterator[None]:
    """Two at once would deploy the same stacks. Raises `Problem` for the second."""
    installation.make_state()
    turn = lock_if_free(installation.state / "up.lock")
    if turn is None:
        raise Problem("SalesTalk is being brought up here already; wait until that is through.")
    with turn:
        yield


@contextmanager
def _failures_told(installation: Installation) -> Iterator[None]:
    """An error of a client library becomes a sentence; its details go to the log."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        installation.append_to_log(repr(error))
        raise Problem(f"The embedded AWS refused: {error} More may be in {installation.log}") from error
