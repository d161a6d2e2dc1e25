"""A tenant's users in the Cognito user pool: those of its group. Whoever runs the platform too keeps the account."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final, TypeVar

from botocore.exceptions import ClientError

from salestalk import names
from salestalk.adapters.aws_errors import aws_errors, error_code
from salestalk.errors import ServiceError
from salestalk.ingestion.idempotency import IdempotencyStrategy

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

PAGE: Final = 60
_GONE: Final = frozenset({"ResourceNotFoundException", "UserNotFoundException"})

T = TypeVar("T")


class TenantUserGroup:
    """Implements `salestalk.offboarding.ports.TenantUsers` for one tenant."""

    def __init__(
        self,
        client: "CognitoIdentityProviderClient",
        user_pool_id: str,
        tenant_id: str,
        strategy: IdempotencyStrategy,
        *,
        deadline: float,
    ) -> None:
        self._client = client
        self._pool = user_pool_id
        self._group = names.user_group(tenant_id)
        self._strategy = strategy
        self._deadline = deadline

    def count(self) -> int:
        """How many there are; none when there is no group."""
        return len(set(self._members(self._group)) - self._administrators())

    def remove_some(self) -> bool:
        """Delete some users, or take them out of the group where they run the platform too; False when none is left.

        The group goes with the last one.
        """
        found = self._page(self._group, None).get("Users", [])
        if not found:
            self._call(lambda: self._client.delete_group(UserPoolId=self._pool, GroupName=self._group))
            return False
        kept = self._administrators()
        for user in found:
            self._remove(user["Username"], is_kept=user["Username"] in kept)
        return True

    def _remove(self, username: str, *, is_kept: bool) -> None:
        who: Any = {"UserPoolId": self._pool, "Username": username}
        if is_kept:
            self._call(lambda: self._client.admin_remove_user_from_group(**who, GroupName=self._group))
        else:
            self._call(lambda: self._client.admin_delete_user(**who))

    def _administrators(self) -> set[str]:
        return set(self._members(names.ADMIN_GROUP))

    def _members(self, group: str) -> Iterator[str]:
        token: str | None = None
        while True:
            page = self._page(group, token)
            yield from (user["Username"] for user in page.get("Users", ()))
            token = page.get("NextToken")
            if not token:
                return

    def _page(self, group: str, token: str | None) -> Any:
        """Users of a group; none where there is no such group."""
        at: Any = {} if token is None else {"NextToken": token}
        listed = {"UserPoolId": self._pool, "GroupName": group, "Limit": PAGE, **at}
        return self._call(lambda: self._client.list_users_in_group(**listed)) or {}

    def _call(self, operation: Callable[[], T]) -> T | None:
        """Retried; None where what it is about is gone."""

        def attempt() -> T | None:
            try:
                with aws_errors():
                    return operation()
            except ClientError as error:
                if error_code(error) in _GONE:
                    return None
                raise ServiceError(str(error)) from error

        return self._strategy.call(attempt, deadline=self._deadline)
