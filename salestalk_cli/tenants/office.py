"""Where administrators' commands go: an API, signed in as an administrator."""

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

import typer

from salestalk_cli.api import Api, Reply, sentence_of
from salestalk_cli.local.installation import Connection, Installation
from salestalk_cli.local.users import sign_in
from salestalk_cli.problems import ExitCode, Problem

TenantId = Annotated[str, typer.Argument(metavar="TENANT", help="The tenant's id.")]
ApiUrl = Annotated[str | None, typer.Option(help="Address of a deployed API, instead of the one on this machine.")]
Token = Annotated[
    str | None, typer.Option(envvar="SALESTALK_TOKEN", help="ID token of a signed-in user in the group platform-admin.")
]


@dataclass(frozen=True, slots=True)
class Office:
    """The API for an administrator; ``here`` says how the platform on this machine is reached, when it is that."""

    api: Api
    here: Connection | None = None

    @classmethod
    def taken(cls, api_url: str | None, token: str | None) -> "Office":
        """By address and token when given, else as the administrator of the platform on this machine."""
        if api_url and token:
            return cls(Api(api_url.rstrip("/"), token))
        if api_url:
            raise Problem("--api-url needs --token (or SALESTALK_TOKEN): an administrator's ID token.", ExitCode.USAGE)
        here = Connection.load(Installation.here())
        return cls(Api(here.api_url, token or sign_in(here, here.administrator())), here)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """Any call. Raises `Problem` with what was wrong unless it went well."""
        reply = self.api.call(method, path, body, headers=headers)
        if reply.status >= 400:
            raise Problem(sentence_of(reply))
        return reply

    def tenant(self, tenant_id: str) -> Any:
        """The tenant as it stands."""
        return self.call("GET", path_of(tenant_id)).body

    def change(self, tenant_id: str, **changes: Any) -> Any:
        """The tenant after these changes."""
        return self.call("PATCH", path_of(tenant_id), changes).body


def path_of(tenant_id: str) -> str:
    """Where a tenant is. Raises `Problem` without an id: that would be where all tenants are."""
    if not tenant_id.strip():
        raise Problem("Which tenant? See their ids with: salestalk tenants list", ExitCode.USAGE)
    return f"/tenants/{quote(tenant_id, safe='')}"
