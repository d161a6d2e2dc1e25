"""Session policies for whoever exports or erases one tenant, and for handing over what was exported.

As with the data's (`session_policy`), every resource is an exact name of this tenant's, or its prefix, which ends with
a slash. The one list that S3 cannot narrow by prefix, of uploads in parts, tells names and nothing else.
"""

from typing import Any, Final

from salestalk import names
from salestalk.contracts.jsontext import dumps
from salestalk.tenancy.session_policy import checked_tenant_id, object_resource, partition_of

TABLE_ACTIONS: Final = (
    "dynamodb:DeleteTable",
    "dynamodb:DescribeTable",
    "dynamodb:Scan",
    "dynamodb:UpdateTable",
)
LIST_ACTIONS: Final = ("s3:ListBucket", "s3:ListBucketVersions")
"""Narrowed by prefix."""
PARTS_ACTIONS: Final = ("s3:ListBucketMultipartUploads",)
OBJECT_ACTIONS: Final = (
    "s3:AbortMultipartUpload",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:GetObject",
    "s3:PutObject",
    "s3:PutObjectTagging",
)
CERTIFICATE_ACTIONS: Final = ("s3:PutObject",)
HANDOVER_ACTIONS: Final = ("s3:GetObject",)


def custody_policy(tenant_id: str, *, table_arn_prefix: str, bucket: str) -> str:
    """What exports and erases this tenant, as compact JSON. Raises `InvalidInput` for what is no tenant id."""
    tenant_id = checked_tenant_id(tenant_id)
    partition = partition_of(table_arn_prefix)
    listed = {**_allow(LIST_ACTIONS, bucket_resource(partition, bucket)), "Condition": within(tenant_id)}
    return _policy(
        _allow(TABLE_ACTIONS, tables(tenant_id, table_arn_prefix)),
        listed,
        _allow(PARTS_ACTIONS, bucket_resource(partition, bucket)),
        _allow(OBJECT_ACTIONS, object_resource(tenant_id, partition, bucket)),
        _allow(CERTIFICATE_ACTIONS, certificate_resource(tenant_id, partition, bucket)),
    )


def handover_policy(tenant_id: str, *, table_arn_prefix: str, bucket: str) -> str:
    """What reads this tenant's files, to hand them over; as `custody_policy`."""
    tenant_id = checked_tenant_id(tenant_id)
    return _policy(_allow(HANDOVER_ACTIONS, object_resource(tenant_id, partition_of(table_arn_prefix), bucket)))


def tables(tenant_id: str, table_arn_prefix: str) -> list[str]:
    """The ARNs of the tenant's two tables; an export reads no index."""
    return [table_arn_prefix + table for table in (names.messages_table(tenant_id), names.metrics_table(tenant_id))]


def bucket_resource(partition: str, bucket: str) -> str:
    """The ARN of the bucket itself."""
    return f"arn:{partition}:s3:::{bucket}"


def certificate_resource(tenant_id: str, partition: str, bucket: str) -> str:
    """The ARN of the tenant's certificates."""
    return f"arn:{partition}:s3:::{bucket}/{names.certificates_prefix(tenant_id)}*"


def within(tenant_id: str) -> dict[str, Any]:
    """The condition that a list is one of the tenant's own files."""
    return {"StringLike": {"s3:prefix": f"{names.s3_prefix(tenant_id)}*"}}


def _allow(actions: tuple[str, ...], resource: str | list[str]) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource}


def _policy(*statements: dict[str, Any]) -> str:
    return dumps({"Version": "2012-10-17", "Statement": statements})
