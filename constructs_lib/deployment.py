"""What a deployment is: one value, made from the CDK context and handed to every stack and construct."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from aws_cdk import RemovalPolicy
from constructs import Node

from salestalk import names

ROOT: Final = Path(__file__).resolve().parent.parent
FUNCTIONS_FOLDER: Final = ROOT / "lambdas"

OWNER: Final = "platform-engineering"

LEFT_OUT_LOCALLY: Final[Mapping[str, str]] = {
    "AWS::Events::Archive": "the emulator rejects the type and fails the whole stack",
    "AWS::Logs::QueryDefinition": "the emulator rejects the type; its Logs Insights answers such queries",
    "AWS::EventSchemas::Registry": "the emulator rejects the type; the schemas are in docs/contracts/schemas as well",
    "AWS::EventSchemas::Schema": "there is no registry to put them into",
    "AWS::Lambda::Version": "SnapStart works on published versions, and the emulator has no snapshots to start from",
    "AWS::Cognito::UserPoolDomain": "the emulator has no sign-in page; people sign in at the chat page itself",
    "AWS::Lambda::Alias": "there is no published version to point at",
}
"""Resource types that `local=true` leaves out of the templates, each with its reason."""

LOOSENED_LOCALLY: Final[Mapping[str, str]] = {
    "deletion protection, retention, recovery": "data on a laptop is made anew by one command, and is easy to drop",
    "USER_PASSWORD_AUTH": "signing in from a script without an SRP library; the pool on a laptop holds example users",
    "principal tag in the data-access role": "the emulator does not resolve policy variables, so the tenant's place in "
    "the name of a table or an object is `*` there; the session policy still names exact ones",
    "conditions on the making of stacks": "the emulator does not look at the role and template of a stack when it is "
    "asked for the right to make it, and would refuse every one",
    "origins of uploads": "the page's address carries whatever port the emulator listens on",
    "TLS only": "the emulator speaks plain HTTP, on the loopback address, and would refuse even its root user",
    "replays": "the emulator replays to every rule, whichever were chosen, so rules take nothing that is "
    "replayed there and a replay brings a rule of its own",
    "alarms on computed metrics": "the emulator takes no metric math in an alarm, and no metrics out of log lines",
    "arm64": "the layer is built for the machine at hand, whatever it is",
}
"""Settings that `local=true` relaxes, each with its reason; the tests hold production to the strict ones."""


class CannotSynthesize(Exception):
    """The app cannot be synthesized as asked; the message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """Where a deployment goes and what follows from it.

    `layer_folder` holds the functions' third-party packages, built beforehand: synthesis never fetches anything.
    `port` is where the embedded AWS listens, on a laptop.
    """

    local: bool
    layer_folder: Path
    port: int = names.LOCAL_PORT

    @classmethod
    def production(cls) -> Self:
        """AWS, with everything kept and protected."""
        return cls(local=False, layer_folder=ROOT / "build" / "layer-lambda")

    @classmethod
    def laptop(cls, port: int = names.LOCAL_PORT) -> Self:
        """The embedded AWS on the machine at hand."""
        return cls(local=True, layer_folder=ROOT / "build" / "layer-local", port=port)

    @classmethod
    def from_context(cls, node: Node) -> Self:
        """Read `-c local=true|false` (default false) and, on a laptop, `-c port=N`.

        Raises:
            CannotSynthesize: the value is neither.
        """
        match str(node.try_get_context("local") or "false").lower():
            case "true":
                return cls.laptop(int(node.try_get_context("port") or names.LOCAL_PORT))
            case "false":
                return cls.production()
            case other:
                raise CannotSynthesize(f"The context value local must be true or false, not '{other}'.")

    @property
    def environment(self) -> str:
        """Name of the environment, as tags show it."""
        return "local" if self.local else "production"

    @property
    def keeps_data(self) -> bool:
        """Whether data outlives its stack and can be recovered."""
        return not self.local

    @property
    def removal_policy(self) -> RemovalPolicy:
        """What happens to data when its resource is removed from a stack."""
        return RemovalPolicy.RETAIN if self.keeps_data else RemovalPolicy.DESTROY

    @property
    def takes_snapshots(self) -> bool:
        """Whether functions on the request path start from a snapshot, behind the alias `live`."""
        return not self.local

    @property
    def tags(self) -> dict[str, str]:
        """Tags of every stack and of all it holds."""
        return {"Environment": self.environment, "Service": names.SERVICE, "Owner": OWNER}
