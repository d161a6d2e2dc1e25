"""Web: the chat page, its distribution, and the client with which its users sign in."""

from typing import Any, Final

from aws_cdk import Aws, CfnOutput, Duration, Stack
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from constructs_lib.deployment import Deployment
from constructs_lib.page import ApiOrigin, Page
from salestalk import names
from stacks.platform import ARTIFACTS_BUCKET, PlatformStack

PAGE_BUCKET: Final = f"{names.SERVICE}-page-{Aws.ACCOUNT_ID}-{Aws.REGION}"


class WebStack(Stack):
    """The page at one address with the API under it: no other origin is ever let in.

    Its files are put by `salestalk page`, with the rights of whoever deploys: no function may write to the page.
    """

    def __init__(self, scope: Construct, construct_id: str, *, deployment: Deployment, platform: PlatformStack) -> None:
        super().__init__(scope, construct_id, tags=deployment.tags, description="SalesTalk: the chat page")
        self._identity = platform.identity
        self.page = Page(
            self,
            "Page",
            deployment=deployment,
            bucket_name=PAGE_BUCKET,
            api=self._api(deployment, platform),
            api_path=names.API_PATH,
            may_connect_to=self._services(deployment),
        )
        self.client = None if deployment.local else self._make_client()
        CfnOutput(self, names.StackOutput.PAGE_URL, value=self.page.url)
        CfnOutput(self, names.StackOutput.PAGE_BUCKET, value=self.page.bucket.bucket_name)
        CfnOutput(self, names.StackOutput.PAGE_SETTINGS, value=self.to_json_string(self._settings(deployment)))

    def _api(self, deployment: Deployment, platform: PlatformStack) -> ApiOrigin:
        if deployment.local:
            path = f"/_aws/execute-api/{platform.address.api.api_id}"
            return ApiOrigin("localhost", path=path, plain_port=deployment.port)
        return ApiOrigin(platform.address.domain)

    def _services(self, deployment: Deployment) -> list[str]:
        """What the page's scripts talk to besides the page's own address: sign-in, and the bucket for uploads."""
        if deployment.local:
            return [f"http://localhost:{deployment.port}", f"http://127.0.0.1:{deployment.port}"]
        # A form for an upload names the bucket with its region or without one, as botocore decides.
        places = f"s3.{Aws.REGION}.{Aws.URL_SUFFIX}", f"s3.{Aws.URL_SUFFIX}"
        return [self._identity.sign_in_url, *(f"https://{ARTIFACTS_BUCKET}.{place}" for place in places)]

    def _make_client(self) -> cognito.UserPoolClient:
        """Signs people in at the pool's own page, by authorization code; a browser keeps no secret: PKCE is its proof.

        Tokens live an hour; a session of the browser lasts a working day, after which the password is asked again.
        """
        client = cognito.UserPoolClient(
            self,
            "Client",
            user_pool=self._identity.pool,
            user_pool_client_name=f"{names.SERVICE}-page",
            generate_secret=False,
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=[cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL, cognito.OAuthScope.PROFILE],
                callback_urls=[f"{self.page.url}/"],
                logout_urls=[f"{self.page.url}/"],
            ),
            supported_identity_providers=[cognito.UserPoolClientIdentityProvider.COGNITO],
            write_attributes=self._identity.writable,
            read_attributes=self._identity.readable,
            prevent_user_existence_errors=True,
            enable_token_revocation=True,
            id_token_validity=Duration.hours(1),
            access_token_validity=Duration.hours(1),
            refresh_token_validity=Duration.hours(12),
        )
        # Said on the resource itself: the construct cannot say that this client takes no password.
        resource = client.node.default_child
        assert isinstance(resource, cognito.CfnUserPoolClient)  # noqa: S101 - it is what a client is made of
        resource.explicit_auth_flows = ["ALLOW_REFRESH_TOKEN_AUTH"]
        return client

    def _settings(self, deployment: Deployment) -> dict[str, Any]:
        """What the page is told: where its API is, and how people sign in."""
        sign_in = {
            "mode": "hosted",
            "domain": self._identity.sign_in_url,
            "clientId": self.client.user_pool_client_id if self.client else "",
        }
        if deployment.local:
            sign_in = {
                "mode": "password",
                "endpoint": f"http://localhost:{deployment.port}/",
                "clientId": self._identity.client.user_pool_client_id,
                "region": Aws.REGION,
            }
        return {"api": f"/{names.API_PATH}", "auth": sign_in}
