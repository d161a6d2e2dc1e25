"""Users of the platform on this machine: made here, signed in with a password generated here."""

import secrets
from contextlib import suppress
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from salestalk import names
from salestalk_cli.local.aws import LocalAws
from salestalk_cli.local.installation import Administrator, Connection, User
from salestalk_cli.problems import NotRunning, Problem


def new_password() -> str:
    """One that any password rule accepts: the random part decides, the ending only pleases the rule."""
    return f"{secrets.token_urlsafe(18)}-Aa1!"


def make_user(aws: LocalAws, user_pool_id: str, user: User) -> None:
    """Create the user, or set the password of one that is there; afterwards they are in their tenant's group."""
    _make(aws, user_pool_id, user, names.user_group(user.tenant_id), **{names.TENANT_CLAIM: user.tenant_id})


def make_administrator(aws: LocalAws, user_pool_id: str, admin: Administrator) -> None:
    """Create the administrator, or set their password; they belong to no tenant."""
    _make(aws, user_pool_id, admin, names.ADMIN_GROUP)


def _make(aws: LocalAws, user_pool_id: str, who: User | Administrator, group: str, **attributes: str) -> None:
    cognito: Any = aws.client("cognito-idp")
    account = {"UserPoolId": user_pool_id, "Username": who.email}
    attributes = {"email": who.email, "email_verified": "true", **attributes}
    with suppress(cognito.exceptions.UsernameExistsException):
        cognito.admin_create_user(
            **account,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
        )
    cognito.admin_set_user_password(**account, Password=who.password, Permanent=True)
    cognito.admin_add_user_to_group(**account, GroupName=group)


def sign_in(connection: Connection, user: User | Administrator) -> str:
    """The user's ID token, which says tenant and groups. Raises `NotRunning` when nothing answers, else `Problem`."""
    cognito: Any = LocalAws(connection.endpoint_url, connection.region).client("cognito-idp")
    try:
        answer = cognito.initiate_auth(
            ClientId=connection.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": user.email, "PASSWORD": user.password},
        )
    except ClientError as refusal:
        raise Problem(f"{user.email} could not sign in: {refusal}; make the user anew with: make up") from None
    except BotoCoreError:
        raise NotRunning from None
    return str(answer["AuthenticationResult"]["IdToken"])
