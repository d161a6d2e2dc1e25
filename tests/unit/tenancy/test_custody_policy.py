"""The session policies of custody and handover against everything of another tenant, as IAM reads them."""

import json

import pytest
from hypothesis import given

from salestalk.errors import InvalidInput
from salestalk.tenancy.custody_policy import OBJECT_ACTIONS, TABLE_ACTIONS, custody_policy, handover_policy
from salestalk.tenancy.session_policy import MAX_POLICY_CHARACTERS
from tests.iam import allows
from tests.unit.tenancy.test_session_policy import (
    BUCKET,
    LONGEST_BUCKET,
    LONGEST_PREFIX,
    OBJECT_KEYS,
    PREFIX,
    TENANT_IDS,
)

BOTH = (custody_policy, handover_policy)


def everything_of(tenant_id: str, key: str) -> list[tuple[str, str]]:
    tables = [f"{PREFIX}tenant-{tenant_id}-{purpose}" for purpose in ("messages", "metrics")]
    objects = [
        f"arn:aws:s3:::{BUCKET}/{place}" for place in (f"tenant-{tenant_id}/{key}", f"certificates/{tenant_id}/1")
    ]
    owned = [(action, table) for action in TABLE_ACTIONS for table in tables]
    return owned + [(action, found) for action in OBJECT_ACTIONS for found in objects]


def of_things(policy: str) -> str:
    """Without the list that a condition narrows, of which there is a test of its own."""
    document = json.loads(policy)
    return json.dumps({**document, "Statement": [each for each in document["Statement"] if "Condition" not in each]})


@given(one=TENANT_IDS, other=TENANT_IDS, key=OBJECT_KEYS)
def test_the_policy_of_one_tenant_matches_nothing_of_another(one, other, key):
    for make in BOTH:
        policy = of_things(make(one, table_arn_prefix=PREFIX, bucket=BUCKET))
        allowed = [pair for pair in everything_of(other, key) if allows(policy, *pair)]
        assert bool(allowed) == (one == other)


@given(one=TENANT_IDS, other=TENANT_IDS)
def test_lists_are_of_the_tenants_own_prefix(one, other):
    policy = json.loads(custody_policy(one, table_arn_prefix=PREFIX, bucket=BUCKET))
    (narrowed,) = (each for each in policy["Statement"] if "s3:ListBucket" in each["Action"])
    pattern = narrowed["Condition"]["StringLike"]["s3:prefix"]
    assert pattern == f"tenant-{one}/*"
    assert f"tenant-{other}/".startswith(pattern[:-1]) == (one == other)


@pytest.mark.parametrize("make", BOTH)
def test_the_longest_fits(make):
    assert len(make("0" * 64, table_arn_prefix=LONGEST_PREFIX, bucket=LONGEST_BUCKET)) <= MAX_POLICY_CHARACTERS


@pytest.mark.parametrize("make", BOTH)
@pytest.mark.parametrize("tenant_id", ["*", "acme*", "", "acme/..", "ACME", "a" * 65])
def test_what_is_no_tenant_id_gets_no_policy(make, tenant_id):
    with pytest.raises(InvalidInput):
        make(tenant_id, table_arn_prefix=PREFIX, bucket=BUCKET)
