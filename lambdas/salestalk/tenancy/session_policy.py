"""The session policy under which one tenant's data is touched: this tenant's tables, their indexes and nothing else.

Every resource is an exact name. A pattern such as ``tenant-acme-*`` would also match ``tenant-acme-corp-…``, and AWS
grants what any pattern matches. What a request may do is the intersection of this policy and the data-access role's.
"""

from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from salestalk import names
from salestalk.contracts.base import TenantId, faults_of
from salestalk.contracts.jsontext import dumps
from salestalk.errors import InvalidInput

MAX_POLICY_CHARACTERS: Final = 2_048
"""What AWS takes as one session policy: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html."""

# What the item store calls and no more; a test holds the two together.
READ_ACTIONS: Final = ("dynamodb:BatchGetItem", "dynamodb:Query")
# A transaction needs the rights of the operations it is made of, and has none of its own.
WRITE_ACTIONS: Final = ("dynamodb:PutItem", "dynamodb:UpdateItem")
OBJECT_ACTIONS: Final = ("s3:GetObject", "s3:GetObjectVersion", "s3:PutObject")

_tenant_id: Final = TypeAdapter[str](TenantId)


def session_policy(tenant_id: str, *, table_arn_prefix: str, bucket: str | None = None) -> str:
    """The policy as compact JSON, at most `MAX_POLICY_CHARACTERS` long.

    ``table_arn_prefix`` is the ARN of a table up to its name, ``arn:aws:dynamodb:eu-west-1:111122223333:table/``.
    With ``bucket`` the tenant's objects are included. Raises `InvalidInput` for what is no tenant id, so that no
    wildcard can be smuggled into a resource.
    """
    tenant_id = checked_tenant_id(tenant_id)
    statements = [_tables(tenant_id, table_arn_prefix)]
    if bucket is not None:
        statements.append(_objects(tenant_id, partition_of(table_arn_prefix), bucket))
    return dumps({"Version": "2012-10-17", "Statement": statements})


def checked_tenant_id(tenant_id: str) -> str:
    """The id itself. Raises `InvalidInput` for what is none."""
    try:
        return _tenant_id.validate_python(tenant_id)
    except ValidationError as error:
        raise InvalidInput("The tenant id is not valid.", faults_of(error)) from None


def table_resources(tenant_id: str, table_arn_prefix: str) -> list[str]:
    """The ARNs of the tenant's two tables and of their four indexes."""
    tables = {
        names.messages_table(tenant_id): names.MESSAGES_INDEXES,
        names.metrics_table(tenant_id): names.METRICS_INDEXES,
    }
    return [
        table_arn_prefix + resource
        for table, indexes in tables.items()
        for resource in (table, *(f"{table}/index/{index}" for index in indexes))
    ]


def _tables(tenant_id: str, table_arn_prefix: str) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Action": sorted(READ_ACTIONS + WRITE_ACTIONS),
        "Resource": table_resources(tenant_id, table_arn_prefix),
    }


def object_resource(tenant_id: str, partition: str, bucket: str) -> str:
    """The ARN of all objects of the tenant."""
    # The prefix ends with a slash, which no tenant id contains: the star cannot reach into another tenant's prefix.
    return f"arn:{partition}:s3:::{bucket}/{names.s3_prefix(tenant_id)}*"


def _objects(tenant_id: str, partition: str, bucket: str) -> dict[str, Any]:
    resource = object_resource(tenant_id, partition, bucket)
    return {"Effect": "Allow", "Action": list(OBJECT_ACTIONS), "Resource": resource}


def partition_of(arn: str) -> str:
    """The part of AWS that an ARN is of: ``aws``, ``aws-cn``, …"""
    return arn.split(":")[1]
