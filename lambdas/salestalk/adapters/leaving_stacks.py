"""The stacks of tenants that leave, on CloudFormation: looked at, and deleted in the name of whoever made them."""

from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from salestalk.adapters.aws_errors import aws_errors, error_code
from salestalk.errors import Conflict
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.offboarding.ports import StackView

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

_REFUSED: Final = "ValidationError"
_NO_REASON: Final = "CloudFormation gives no reason."


class LeavingStacks:
    """Implements `salestalk.offboarding.ports.TenantStacks`.

    A stack keeps the role it was made with, be it the one of the API or that of the CDK: CloudFormation deletes it in
    that role's name, so none is given here and none may be passed.
    """

    def __init__(self, client: "CloudFormationClient", strategy: IdempotencyStrategy, *, deadline: float) -> None:
        self._client = client
        self._strategy = strategy
        self._deadline = deadline

    def look(self, stack: str) -> StackView:
        """Where it stands."""
        return self._strategy.call(lambda: self._look(stack), deadline=self._deadline)

    def delete(self, stack: str) -> None:
        """Have it deleted. Raises `Conflict` when that is refused."""
        self._strategy.call(lambda: self._delete(stack), deadline=self._deadline)

    def _look(self, stack: str) -> StackView:
        with aws_errors():
            try:
                found = self._client.describe_stacks(StackName=stack)["Stacks"]
            except ClientError as error:
                # CloudFormation has no better name for a stack that does not exist.
                if error_code(error) == _REFUSED and "does not exist" in str(error):
                    return StackView(is_gone=True)
                raise
        status = found[0]["StackStatus"] if found else "DELETE_COMPLETE"
        fault = found[0].get("StackStatusReason", _NO_REASON) if status == "DELETE_FAILED" else None
        return StackView(status == "DELETE_COMPLETE", is_busy=status.endswith("_IN_PROGRESS"), fault=fault)

    def _delete(self, stack: str) -> None:
        with aws_errors():
            try:
                self._client.delete_stack(StackName=stack)
            except ClientError as error:
                if error_code(error) == _REFUSED:
                    raise Conflict(f"CloudFormation does not delete {stack}: {error}") from error
                raise
