"""Who may sign in: a user pool whose users cannot change what tenant they belong to."""

from aws_cdk import Aws, Duration
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from constructs_lib.deployment import Deployment
from salestalk import names

# To owners of new tenants, and to whoever else is made a user; Cognito fills in the name and the first password.
INVITATION = cognito.UserInvitationConfig(
    email_subject="Your invitation to SalesTalk",
    email_body="You can talk to your company's metrics now. Sign in as {username} with the password {####} within "
    "seven days; you will be asked for one of your own.",
)

# Shared by the whole world, so it carries the account.
SIGN_IN_PREFIX = f"{names.SERVICE}-{Aws.ACCOUNT_ID}"


class Identity(Construct):
    """User pool, app client, and the group of platform administrators.

    `custom:tenantId` is set once, when an administrator makes the user: it cannot be changed afterwards, and tokens of
    the app client cannot write it. The client reads it, so it is a claim of the ID token.
    """

    def __init__(self, scope: Construct, construct_id: str, *, deployment: Deployment) -> None:
        super().__init__(scope, construct_id)
        self.writable = cognito.ClientAttributes().with_standard_attributes(fullname=True, locale=True, timezone=True)
        self.readable = self.writable.with_standard_attributes(email=True, email_verified=True).with_custom_attributes(
            names.TENANT_ATTRIBUTE
        )
        self.pool = self._make_pool(deployment)
        self.client = self._make_client(deployment)
        if not deployment.local:
            self.pool.add_domain("SignIn", cognito_domain=cognito.CognitoDomainOptions(domain_prefix=SIGN_IN_PREFIX))
        cognito.CfnUserPoolGroup(
            self,
            "PlatformAdmins",
            user_pool_id=self.pool.user_pool_id,
            group_name=names.ADMIN_GROUP,
            description="May onboard, change and remove tenants",
        )

    @property
    def issuer(self) -> str:
        """The `iss` of the pool's tokens, written out: not every emulator knows the pool's attribute for it."""
        return f"https://cognito-idp.{Aws.REGION}.amazonaws.com/{self.pool.user_pool_id}"

    @property
    def sign_in_url(self) -> str:
        """Where the pool's own sign-in page is, and where codes become tokens."""
        return f"https://{SIGN_IN_PREFIX}.auth.{Aws.REGION}.amazoncognito.com"

    def _make_pool(self, deployment: Deployment) -> cognito.UserPool:
        return cognito.UserPool(
            self,
            "Pool",
            user_pool_name=names.SERVICE,
            self_sign_up_enabled=False,
            user_invitation=INVITATION,
            sign_in_aliases=cognito.SignInAliases(email=True),
            sign_in_case_sensitive=False,
            custom_attributes={
                names.TENANT_ATTRIBUTE: cognito.StringAttribute(mutable=False, min_len=1, max_len=64),
            },
            password_policy=cognito.PasswordPolicy(
                min_length=12,
                require_lowercase=True,
                require_uppercase=True,
                require_digits=True,
                require_symbols=True,
                temp_password_validity=Duration.days(7),
            ),
            mfa=cognito.Mfa.OPTIONAL,
            mfa_second_factor=cognito.MfaSecondFactor(sms=False, otp=True),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            deletion_protection=deployment.keeps_data,
            removal_policy=deployment.removal_policy,
        )

    def _make_client(self, deployment: Deployment) -> cognito.UserPoolClient:
        """The app client of people and their tools; it holds no secret, since neither can keep one."""
        return self.pool.add_client(
            "App",
            user_pool_client_name=f"{names.SERVICE}-app",
            generate_secret=False,
            auth_flows=cognito.AuthFlow(user_srp=True, user_password=deployment.local),
            disable_o_auth=True,
            write_attributes=self.writable,
            read_attributes=self.readable,
            prevent_user_existence_errors=True,
            enable_token_revocation=True,
            id_token_validity=Duration.hours(1),
            access_token_validity=Duration.hours(1),
            refresh_token_validity=Duration.days(30),
        )
