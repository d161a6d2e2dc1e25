"""Groups of users in the Cognito user pool; making one that is there and removing one that is not are successes."""

from contextlib import suppress
from typing import TYPE_CHECKING

from salestalk.adapters.aws_errors import aws_errors
from salestalk.ingestion.idempotency import AlreadyExists, IdempotencyStrategy

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


class UserGroups:
    """Implements `salestalk.tenancy.onboarding.Groups`."""

    def __init__(
        self, client: "CognitoIdentityProviderClient", user_pool_id: str, strategy: IdempotencyStrategy
    ) -> None:
        self._client = client
        self._user_pool_id = user_pool_id
        self._strategy = strategy

    def ensure(self, group: str, *, deadline: float | None = None) -> None:
        """Make the group unless it is there. Raises `Unavailable`."""
        self._strategy.create(lambda: self._create(group), deadline=deadline)

    def remove(self, group: str, *, deadline: float | None = None) -> None:
        """Remove the group if it is there. Raises `Unavailable`."""
        self._strategy.call(lambda: self._delete(group), deadline=deadline)

    def _create(self, group: str) -> None:
        with aws_errors():
            try:
                self._client.create_group(UserPoolId=self._user_pool_id, GroupName=group)
            except self._client.exceptions.GroupExistsException:
                raise AlreadyExists(group) from None

    def _delete(self, group: str) -> None:
        with aws_errors(), suppress(self._client.exceptions.ResourceNotFoundException):
            self._client.delete_group(UserPoolId=self._user_pool_id, GroupName=group)
