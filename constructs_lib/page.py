"""A page in a private bucket behind a distribution, with an API at the same address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_s3 as s3
from constructs import Construct

from constructs_lib.deployment import Deployment

INDEX: Final = "index.html"
SETTINGS: Final = "config.json"
"""What the page reads first: where its API is and how people sign in. Nothing of it is secret."""
A_YEAR: Final = Duration.days(365)


@dataclass(frozen=True, slots=True)
class ApiOrigin:
    """Where the API answers: host, path in front of its stages, and port when it speaks plain HTTP (on a laptop)."""

    domain: str
    path: str = ""
    plain_port: int | None = None

    def origin(self) -> cloudfront.IOrigin:
        """The same, as a distribution takes it."""
        if self.plain_port is None:
            return origins.HttpOrigin(self.domain, origin_path=self.path or None)
        return origins.HttpOrigin(
            self.domain,
            origin_path=self.path,
            http_port=self.plain_port,
            protocol_policy=cloudfront.OriginProtocolPolicy.HTTP_ONLY,
        )


class Page(Construct):
    """Bucket and distribution. `api_path` leads to the API, so that the page needs nobody's leave to call it.

    `may_connect_to` are the further origins that the page's scripts may talk to (sign-in, uploads).
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: Deployment,
        bucket_name: str,
        api: ApiOrigin,
        api_path: str,
        may_connect_to: Sequence[str],
    ) -> None:
        super().__init__(scope, construct_id)
        self._deployment = deployment
        self.bucket = self._make_bucket(bucket_name)
        headers = self._make_headers(may_connect_to)
        page = origins.S3BucketOrigin.with_origin_access_control(self.bucket)
        self.distribution = cloudfront.Distribution(
            self,
            "Distribution",
            comment="SalesTalk: the chat page",
            default_root_object=INDEX,
            default_behavior=self._files(page, headers, cloudfront.CachePolicy.CACHING_OPTIMIZED),
            additional_behaviors={
                SETTINGS: self._files(page, headers, cloudfront.CachePolicy.CACHING_DISABLED),
                f"{api_path}/*": self._calls(api.origin()),
            },
            price_class=cloudfront.PriceClass.PRICE_CLASS_100,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
        )

    @property
    def url(self) -> str:
        """The page's address on AWS, without a slash at its end."""
        return f"https://{self.distribution.distribution_domain_name}"

    def _make_bucket(self, name: str) -> s3.Bucket:
        """It holds what a build makes again, so nothing of it is kept in versions."""
        return s3.Bucket(
            self,
            "Files",
            bucket_name=name,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=not self._deployment.local,
            removal_policy=RemovalPolicy.DESTROY if self._deployment.local else RemovalPolicy.RETAIN,
        )

    def _make_headers(self, may_connect_to: Sequence[str]) -> cloudfront.ResponseHeadersPolicy:
        security = cloudfront.ResponseSecurityHeadersBehavior(
            content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
                content_security_policy=content_security_policy(may_connect_to), override=True
            ),
            content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
            frame_options=cloudfront.ResponseHeadersFrameOptions(
                frame_option=cloudfront.HeadersFrameOption.DENY, override=True
            ),
            referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
                referrer_policy=cloudfront.HeadersReferrerPolicy.NO_REFERRER, override=True
            ),
            strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
                access_control_max_age=A_YEAR, include_subdomains=True, override=True
            ),
        )
        return cloudfront.ResponseHeadersPolicy(
            self, "Headers", comment="SalesTalk: what the page may do", security_headers_behavior=security
        )

    def _files(
        self, page: cloudfront.IOrigin, headers: cloudfront.ResponseHeadersPolicy, cache: cloudfront.ICachePolicy
    ) -> cloudfront.BehaviorOptions:
        return cloudfront.BehaviorOptions(
            origin=page,
            viewer_protocol_policy=self._protocol,
            allowed_methods=cloudfront.AllowedMethods.ALLOW_GET_HEAD,
            cache_policy=cache,
            response_headers_policy=headers,
            compress=True,
        )

    def _calls(self, api: cloudfront.IOrigin) -> cloudfront.BehaviorOptions:
        """Answers belong to one user: none is cached, and the token goes through to the API."""
        return cloudfront.BehaviorOptions(
            origin=api,
            viewer_protocol_policy=self._protocol,
            allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
            cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
            origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
            compress=True,
        )

    @property
    def _protocol(self) -> cloudfront.ViewerProtocolPolicy:
        local = self._deployment.local
        policy = cloudfront.ViewerProtocolPolicy
        return policy.ALLOW_ALL if local else policy.REDIRECT_TO_HTTPS


def content_security_policy(may_connect_to: Sequence[str]) -> str:
    """Scripts, styles and fonts of the page's own only; no inline code, no frames, no plug-ins.

    >>> content_security_policy(["https://sign-in.example"]).split("; ")[-1]
    "connect-src 'self' https://sign-in.example"
    """
    rules: Mapping[str, str] = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "font-src": "'self'",
        "img-src": "'self' data: blob:",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "connect-src": " ".join(["'self'", *may_connect_to]),
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())
