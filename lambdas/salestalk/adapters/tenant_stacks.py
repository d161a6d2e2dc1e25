"""Tenants' stacks on CloudFormation, made from the published template in the name of a role that can make no other."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from salestalk import names
from salestalk.adapters.aws_errors import aws_errors, error_code
from salestalk.contracts.tenant import Tenant
from salestalk.errors import Conflict
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.tenancy.stacks import Stack, parameters_of
from salestalk.values import frozen

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

MINUTES_TO_STAND: Final = 10
_NO_MORE: Final = "LimitExceededException"
_UNKNOWN: Final = "ValidationError"
_CONSEQUENCE: Final = "Resource creation cancelled"


@frozen
class Published:
    """The tenant template, who makes a stack of it, and the tags it is given."""

    template_url: str
    role_arn: str
    tags: Mapping[str, str]


class CloudFormationStacks:
    """Implements `salestalk.tenancy.stacks.TenantStacks`."""

    def __init__(self, client: "CloudFormationClient", published: Published, strategy: IdempotencyStrategy) -> None:
        self._client = client
        self._published = published
        self._strategy = strategy

    def create(self, tenant: Tenant, *, sample_data: bool, deadline: float) -> bool:
        """Begin the tenant's stack; False when one of its name is there. Raises `Conflict` when AWS takes no more.

        A creation that fails is rolled back: the tables, retained from then on, are deleted by that alone.
        """
        parameters = parameters_of(tenant, sample_data=sample_data)
        request = {
            "StackName": names.tenant_stack(tenant.tenant_id),
            "TemplateURL": self._published.template_url,
            "RoleARN": self._published.role_arn,
            "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            "Tags": [{"Key": key, "Value": value} for key, value in self._published.tags.items()],
            "OnFailure": "ROLLBACK",
            "TimeoutInMinutes": MINUTES_TO_STAND,
        }
        return self._strategy.call(lambda: self._create(request), deadline=deadline)

    def look(self, tenant_id: str, *, stack_id: str | None = None, deadline: float) -> Stack | None:
        """The tenant's stack, or exactly the one named by its id."""
        name = stack_id or names.tenant_stack(tenant_id)
        return self._strategy.call(lambda: self._look(name), deadline=deadline)

    def reason(self, stack: Stack, *, deadline: float) -> str:
        """What failed first in a stack, in CloudFormation's words."""
        events = self._strategy.call(lambda: self._events(stack.stack_id), deadline=deadline)
        failures = [
            f"{event['LogicalResourceId']}: {reason}"
            for event in reversed(events)
            if event.get("ResourceStatus", "").endswith("_FAILED")
            and (reason := event.get("ResourceStatusReason", "")) not in ("", _CONSEQUENCE)
        ]
        return failures[0] if failures else f"Its stack is {stack.status}; CloudFormation gives no reason."

    def remove(self, stack: Stack, *, deadline: float) -> None:
        """Begin to delete the stack; one that is gone is a success."""

        def attempt() -> None:
            with aws_errors():
                self._client.delete_stack(StackName=stack.stack_id, RoleARN=self._published.role_arn)

        self._strategy.call(attempt, deadline=deadline)

    def _create(self, request: Any) -> bool:
        with aws_errors():
            try:
                self._client.create_stack(**request)
            except self._client.exceptions.AlreadyExistsException:
                return False
            except ClientError as error:
                if error_code(error) == _NO_MORE:
                    raise Conflict("The account takes no more stacks: its quota is used up.") from error
                raise
        return True

    def _look(self, name: str) -> Stack | None:
        with aws_errors():
            try:
                found = self._client.describe_stacks(StackName=name)["Stacks"]
            except ClientError as error:
                # CloudFormation has no better name for a stack that does not exist.
                if error_code(error) == _UNKNOWN and "does not exist" in str(error):
                    return None
                raise
        return Stack(found[0]["StackId"], found[0]["StackStatus"]) if found else None

    def _events(self, stack_id: str) -> list[Any]:
        """The latest first, as CloudFormation gives them: a stack of ours has fewer than fit into one answer."""
        with aws_errors():
            return list(self._client.describe_stack_events(StackName=stack_id)["StackEvents"])
