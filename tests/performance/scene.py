"""Where load is put: the platform with a few tenants, and behind the same gate a function that only echoes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from salestalk import names
from salestalk_cli.api import Api
from salestalk_cli.local.aws import LocalAws
from tests.performance import bare_echo
from tests.performance.bench_tenants import QUESTION, Bench
from tests.performance.beside import deploy_beside
from tests.performance.driver import Ask, Visitor

CHAT: Final = "/chat"
ECHO: Final = "/echo"
BODY: Final = {"message": QUESTION}


@dataclass(frozen=True, slots=True)
class Scene:
    """The platform, and a signed-in user of each tenant, whose rows are loaded."""

    bench: Bench
    seats: Sequence[Api]

    @classmethod
    def build(cls, bench: Bench, tenants: int) -> "Scene":
        """Onboard the tenants and open the echo."""
        onboarded = bench.onboard(tenants)
        open_echo(bench.aws, bench.connection.api_url.rpartition("/")[2])
        return cls(bench, [bench.seat(each.tenant_id) for each in onboarded])

    def asking(self, place: int, path: str = CHAT) -> Ask:
        """The same question of one tenant, on a connection of its own."""
        seat = self.seats[place]
        return Visitor(seat.url, str(seat.token)).asking(path, BODY)

    def put_on(self, place: int, plan: str) -> None:
        """Change a tenant's plan."""
        path = f"/tenants/bench-{place:04}"
        known = self.bench.admin.call("GET", path).body
        reply = self.bench.admin.call("PATCH", path, {"plan": plan, "updatedAt": known["updatedAt"]})
        if reply.status != 200:
            raise RuntimeError(f"The plan was not changed: {reply.status} {reply.text[:500]}")


def open_echo(aws: LocalAws, api_id: str) -> None:
    """Put the echo beside chat: the same API and authorizer, the same memory, environment and layer."""
    arn = deploy_beside(aws, names.CHAT_HANDLER, "bench-echo", bare_echo, "handler")
    gateway = aws.client("apigatewayv2")
    [chat] = [each for each in gateway.get_routes(ApiId=api_id)["Items"] if each["RouteKey"] == f"POST {CHAT}"]
    integration = gateway.create_integration(
        ApiId=api_id, IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion="2.0"
    )["IntegrationId"]
    aws.client("lambda").add_permission(
        FunctionName=arn, StatementId="gate", Action="lambda:InvokeFunction", Principal="apigateway.amazonaws.com"
    )
    gateway.create_route(
        ApiId=api_id,
        RouteKey=bare_echo.ROUTE,
        Target=f"integrations/{integration}",
        AuthorizationType=chat["AuthorizationType"],
        AuthorizerId=chat["AuthorizerId"],
    )


@contextmanager
def held_still(aws: LocalAws) -> Iterator[None]:
    """Nothing is taken from any queue meanwhile: on AWS consumers have processors of their own, here they share two."""
    functions: Any = aws.client("lambda")
    mappings = [each["UUID"] for each in functions.list_event_source_mappings()["EventSourceMappings"]]
    for mapping in mappings:
        functions.update_event_source_mapping(UUID=mapping, Enabled=False)
    try:
        yield
    finally:
        for mapping in mappings:
            functions.update_event_source_mapping(UUID=mapping, Enabled=True)
