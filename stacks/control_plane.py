"""How tenants come, change and go: the administrators' function and what it works with."""

from constructs import Construct

from salestalk import names
from stacks.functions import Functions


class ControlPlane(Construct):
    """Reaches the registry, and no tenant's data."""

    def __init__(self, scope: Construct, construct_id: str, *, functions: Functions) -> None:
        super().__init__(scope, construct_id)
        registry = functions.platform.registry
        self.tenants = functions.make("Tenants", names.TENANTS_HANDLER, seconds=29, on_request_path=True, emits_events=False)
        self.tenants.allow("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Scan", on=registry.table_arn)
        for arn in registry.exact_arns[1:]:
            self.tenants.allow("dynamodb:Query", on=arn)
