"""The AWS Solutions rule pack over every stack, and the exceptions to it: data, each with its reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from aws_cdk import Acknowledgment, App, Validations
from cdk_nag import AwsSolutionsChecks
from constructs import IConstruct

from salestalk import names


@dataclass(frozen=True, slots=True)
class RuleException:
    """A rule that one part of the app does not keep, and why that is right."""

    rule: str
    path: str
    reason: str


_PLATFORM: Final = names.PLATFORM_STACK
_SERVICE: Final = names.SERVICE_STACK
_WEB: Final = names.WEB_STACK
_FUNCTIONS: Final = (
    "Chat",
    "Metrics",
    "Usage",
    "Upload",
    "Onboard",
    "Tenants",
    "Outbox",
    "Session",
    "Archive",
    "Insights",
    "InsightDelivery",
    "TenantWorker",
    "Quality",
    "Welcome",
)

_NO_ACCESS_LOG: Final = "Objects are reached through the service, which logs each access with its tenant"
_PAGE_LOGS: Final = (
    "Its files are the same for all the world and say nothing; calls are logged by the API with their tenant"
)
_PAGE_CERTIFICATE: Final = "AWS decides the oldest TLS of its own domain; a domain of the company's own brings TLS 1.2"
_PAGE_WORLD: Final = "Companies ask from wherever their people are"
_PAGE_FIREWALL: Final = "It has a price per month; the API behind it throttles, and the page is files"
_MFA_OPTIONAL: Final = "A company decides for its own users; every user can turn a second factor on"
_NO_PLUS_PLAN: Final = (
    "It has a price per user and month; leaked passwords are met by length and the optional second factor"
)
_TRACING: Final = "X-Ray takes no narrower resource for the two calls that send a trace"
_RUNTIME: Final = (
    "Types, wheels and snapshots are tested on Python 3.13; the version is raised on purpose, not with the rule"
)
_OWN_PREFIX: Final = "A tenant's prefix ends with a slash, which no tenant id contains: what follows is all its own"
_OBJECTS: Final = (
    "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::salestalk-artifacts-<AWS::AccountId>-<AWS::Region>/{}/*]"
)
_OBJECTS_RULE: Final = _OBJECTS.format("tenant-<aws:PrincipalTag/tenantId>")
_CERTIFICATES_RULE: Final = _OBJECTS.format("certificates/<aws:PrincipalTag/tenantId>")
_TENANTS_TABLES: Final = (
    "CloudFormation makes tables for tenants that do not exist yet, and by none of its actions reads or writes an item"
)
_TENANTS_STACKS: Final = (
    "Administrators onboard tenants that do not exist yet; what a stack may hold is its role's to say"
)
_LEAVING_STACKS: Final = (
    "The tenant whose stack goes is known when it is erased; stacks of tenants are all that the name matches"
)
_LEAVING_SECRETS: Final = "The tenant whose secret goes is known when it is erased; it is removed and never read"
_TABLE: Final = "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:dynamodb:<AWS::Region>:<AWS::AccountId>:table/{}]"
_STACKS_RULE: Final = (
    "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:cloudformation:<AWS::Region>:<AWS::AccountId>:stack/{}/*]".format(
        names.tenant_stack("*")
    )
)
_WEBHOOK_SECRETS: Final = (
    "One function signs for all tenants, each with the secret under its id, which the registry gives"
)
_SECRETS_RULE: Final = (
    "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter"
    f"{names.WEBHOOK_SECRETS}*]"
)
_OPEN_ROUTE: Final = "Open on purpose: tells no more than that the service runs, or how to call it"

EXCEPTIONS: Final = (
    RuleException("AwsSolutions-S1", f"{_PLATFORM}/Artifacts", _NO_ACCESS_LOG),
    RuleException("AwsSolutions-S1", f"{_WEB}/Page/Files", _PAGE_LOGS),
    RuleException("AwsSolutions-CFR1", f"{_WEB}/Page/Distribution", _PAGE_WORLD),
    RuleException("AwsSolutions-CFR2", f"{_WEB}/Page/Distribution", _PAGE_FIREWALL),
    RuleException("AwsSolutions-CFR3", f"{_WEB}/Page/Distribution", _PAGE_LOGS),
    RuleException("AwsSolutions-CFR4", f"{_WEB}/Page/Distribution", _PAGE_CERTIFICATE),
    RuleException("AwsSolutions-COG2", f"{_PLATFORM}/Identity/Pool", _MFA_OPTIONAL),
    RuleException("AwsSolutions-COG8", f"{_PLATFORM}/Identity/Pool", _NO_PLUS_PLAN),
    *(RuleException("AwsSolutions-IAM5[Resource::*]", f"{_SERVICE}/{name}/Role", _TRACING) for name in _FUNCTIONS),
    *(RuleException("AwsSolutions-L1", f"{_SERVICE}/{name}/Function", _RUNTIME) for name in _FUNCTIONS),
    RuleException(_OBJECTS_RULE, f"{_SERVICE}/DataAccess/Role", _OWN_PREFIX),
    RuleException(_OBJECTS_RULE, f"{_SERVICE}/Offboarding/Custody/Role", _OWN_PREFIX),
    RuleException(_CERTIFICATES_RULE, f"{_SERVICE}/Offboarding/Custody/Role", _OWN_PREFIX),
    RuleException(_OBJECTS_RULE, f"{_SERVICE}/Offboarding/Handover/Role", _OWN_PREFIX),
    RuleException(_STACKS_RULE, f"{_SERVICE}/TenantWorker/Role", _LEAVING_STACKS),
    RuleException(_SECRETS_RULE, f"{_SERVICE}/TenantWorker/Role", _LEAVING_SECRETS),
    RuleException(_TABLE.format(names.messages_table("*")), f"{_SERVICE}/Control/TenantStacks/Role", _TENANTS_TABLES),
    RuleException(_TABLE.format(names.metrics_table("*")), f"{_SERVICE}/Control/TenantStacks/Role", _TENANTS_TABLES),
    RuleException(_STACKS_RULE, f"{_SERVICE}/Tenants/Role", _TENANTS_STACKS),
    RuleException(_SECRETS_RULE, f"{_SERVICE}/InsightDelivery/Role", _WEBHOOK_SECRETS),
    RuleException("AwsSolutions-APIG4", f"{_SERVICE}/Api/GET--healthz", _OPEN_ROUTE),
    RuleException("AwsSolutions-APIG4", f"{_SERVICE}/Api/GET--openapi.json", _OPEN_ROUTE),
)


def hold_rules(app: App) -> None:
    """Make synthesis fail when a stack breaks a rule that is not excepted."""
    for exception in EXCEPTIONS:
        acknowledgment = Acknowledgment(id=exception.rule, reason=exception.reason)
        Validations.of(find(app, exception.path)).acknowledge(acknowledgment)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))


def broken_rules(scope: IConstruct) -> Iterator[str]:
    """The rules that `scope` and all below it break, exceptions left aside; each once."""
    for violation in AwsSolutionsChecks(scope).validate_scope(scope).violations:
        yield violation.rule_name


def find(app: App, path: str) -> IConstruct:
    """The construct at `path`, such as `SalesTalk-Service/Chat/Role`; RuntimeError when there is none."""
    construct: IConstruct = app
    for part in path.split("/"):
        construct = construct.node.find_child(part)
    return construct
