"""Users in the Cognito user pool. Each belongs to one tenant for good: the attribute that says so cannot be changed."""

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from salestalk import names
from salestalk.adapters.aws_errors import aws_errors
from salestalk.errors import Conflict
from salestalk.ingestion.idempotency import IdempotencyStrategy

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

_REFUSED: Final = "belongs to a user who is not this tenant's; name another owner"


class UserAccounts:
    """Implements `salestalk.tenancy.onboarding.Users`."""

    def __init__(
        self, client: "CognitoIdentityProviderClient", user_pool_id: str, strategy: IdempotencyStrategy
    ) -> None:
        self._client = client
        self._user_pool_id = user_pool_id
        self._strategy = strategy

    def ensure(self, email: str, tenant_id: str, *, deadline: float) -> None:
        """Make the tenant's user and send the invitation, unless there is one; afterwards they are in its group.

        Raises `Conflict` for a user of another tenant, or of none; `Unavailable`.
        """
        if not self._strategy.call(lambda: self._create(email, tenant_id), deadline=deadline):
            owner = self._strategy.call(lambda: self._tenant_of(email), deadline=deadline)
            if owner != tenant_id:
                raise Conflict(f"The e-mail address {email} {_REFUSED}.")
        self._strategy.call(lambda: self._join(email, tenant_id), deadline=deadline)

    def remove(self, email: str, tenant_id: str, *, deadline: float) -> None:
        """Remove the user if there is one and it is this tenant's. Raises `Unavailable`."""
        if self._strategy.call(lambda: self._tenant_of(email), deadline=deadline) == tenant_id:
            self._strategy.call(lambda: self._delete(email), deadline=deadline)

    def _create(self, email: str, tenant_id: str) -> bool:
        attributes = {"email": email, "email_verified": "true", names.TENANT_CLAIM: tenant_id}
        with aws_errors():
            try:
                self._client.admin_create_user(
                    UserPoolId=self._user_pool_id,
                    Username=email,
                    UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
                    DesiredDeliveryMediums=["EMAIL"],
                )
            except self._client.exceptions.UsernameExistsException:
                return False
        return True

    def _tenant_of(self, email: str) -> str | None:
        with aws_errors():
            try:
                user = self._client.admin_get_user(UserPoolId=self._user_pool_id, Username=email)
            except self._client.exceptions.UserNotFoundException:
                return None
        attributes = {each["Name"]: each.get("Value") for each in user["UserAttributes"]}
        return attributes.get(names.TENANT_CLAIM)

    def _join(self, email: str, tenant_id: str) -> None:
        with aws_errors():
            self._client.admin_add_user_to_group(
                UserPoolId=self._user_pool_id, Username=email, GroupName=names.user_group(tenant_id)
            )

    def _delete(self, email: str) -> None:
        with aws_errors(), suppress(self._client.exceptions.UserNotFoundException):
            self._client.admin_delete_user(UserPoolId=self._user_pool_id, Username=email)
