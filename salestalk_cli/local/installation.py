"""Where SalesTalk lives on this machine: the project, and the folder with the state of one local platform."""

import json
import os
import shutil
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from salestalk_cli.problems import ExitCode, NotRunning, Problem

ROOT: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Installation:
    """One local platform. `state` is all it writes to, so two of them never meet."""

    state: Path = ROOT / ".local"
    root: Path = ROOT

    @classmethod
    def here(cls) -> "Installation":
        """The one of this project folder, or the one whose state folder `SALESTALK_STATE` names."""
        named = os.environ.get("SALESTALK_STATE")
        return cls(state=Path(named).resolve()) if named else cls()

    @property
    def log(self) -> Path:
        """Everything that the tools said, for when the one sentence is not enough."""
        return self.state / "log"

    @property
    def connection_file(self) -> Path:
        """How the running platform is reached; see `Connection`."""
        return self.state / "salestalk.json"

    @property
    def templates(self) -> Path:
        """The synthesized app that was deployed last."""
        return self.state / "cdk.out"

    @property
    def page(self) -> Path:
        """The chat page as it was built last."""
        return self.root / "web" / "dist"

    def make_state(self) -> None:
        """Create the state folder, readable by its owner alone.

        Raises `Problem` for a folder with something else in it: `down --purge` removes it whole.
        """
        if self._mark.exists():
            return
        self.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(self.state.iterdir()):
            raise Problem(f"{self.state} holds something else; name a new folder in SALESTALK_STATE.", ExitCode.USAGE)
        self._mark.touch()

    def purge(self) -> None:
        """Remove the state folder, if it is one."""
        if self._mark.exists():
            shutil.rmtree(self.state)

    @property
    def _mark(self) -> Path:
        return self.state / ".salestalk"

    def append_to_log(self, text: str) -> None:
        """Add what a tool said to the log."""
        self.make_state()
        with self.log.open("a", encoding="utf-8") as log:
            log.write(text.rstrip() + "\n")


@dataclass(frozen=True, slots=True)
class User:
    """A person of one tenant who may sign in; the password was generated here."""

    tenant_id: str
    email: str
    password: str


@dataclass(frozen=True, slots=True)
class Administrator:
    """Who runs the platform on this machine; of no tenant."""

    email: str
    password: str


@dataclass(frozen=True, slots=True)
class Connection:
    """How the platform on this machine is reached, kept in `.local/salestalk.json` with mode 600."""

    endpoint_url: str
    region: str
    api_url: str
    user_pool_id: str
    client_id: str
    users: tuple[User, ...] = field(default=())
    admin: Administrator | None = None
    page_url: str = ""

    def user_of(self, tenant_id: str) -> User:
        """The tenant's user. Raises `NotRunning` when `up` made none."""
        for user in self.users:
            if user.tenant_id == tenant_id:
                return user
        known = ", ".join(user.tenant_id for user in self.users) or "none"
        raise NotRunning(f"There is no user for tenant {tenant_id!r} here; known tenants: {known}.")

    def administrator(self) -> Administrator:
        """Raises `NotRunning` when `up` made none."""
        if self.admin is None:
            raise NotRunning("There is no administrator here; make one with: make up")
        return self.admin

    def with_user(self, user: User) -> "Connection":
        """The same with this user, in place of whoever was the tenant's."""
        others = tuple(each for each in self.users if each.tenant_id != user.tenant_id)
        return replace(self, users=(*others, user))

    def without_user_of(self, tenant_id: str) -> "Connection":
        """The same without the tenant's user."""
        return replace(self, users=tuple(each for each in self.users if each.tenant_id != tenant_id))

    def save(self, installation: Installation) -> None:
        """Write the file anew, never readable by others, not even for a moment."""
        installation.make_state()
        document: dict[str, Any] = {
            "endpointUrl": self.endpoint_url,
            "region": self.region,
            "apiUrl": self.api_url,
            "userPoolId": self.user_pool_id,
            "clientId": self.client_id,
            "pageUrl": self.page_url,
            "users": [{"tenantId": u.tenant_id, "email": u.email, "password": u.password} for u in self.users],
        }
        if self.admin is not None:
            document["administrator"] = {"email": self.admin.email, "password": self.admin.password}
        write_private(installation.connection_file, json.dumps(document, indent=2) + "\n")

    @classmethod
    def load(cls, installation: Installation) -> "Connection":
        """What `up` wrote. Raises `NotRunning` when there is nothing to read."""
        try:
            document = json.loads(installation.connection_file.read_text(encoding="utf-8"))
            return cls._of(document)
        except FileNotFoundError:
            raise NotRunning from None
        except (ValueError, KeyError, TypeError):
            raise NotRunning(f"{installation.connection_file} cannot be read; write it anew with: make up") from None

    @classmethod
    def _of(cls, document: dict[str, Any]) -> "Connection":
        users = tuple(User(user["tenantId"], user["email"], user["password"]) for user in document["users"])
        admin = document.get("administrator")
        return cls(
            endpoint_url=document["endpointUrl"],
            region=document["region"],
            api_url=document["apiUrl"],
            user_pool_id=document["userPoolId"],
            client_id=document["clientId"],
            page_url=document.get("pageUrl", ""),
            users=users,
            admin=Administrator(admin["email"], admin["password"]) if admin else None,
        )


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step by one that only its owner can read (`mkstemp` gives mode 600)."""
    handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(fresh).replace(path)
