import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from salestalk import names
from salestalk.errors import InvalidInput
from salestalk.tenancy.session_policy import MAX_POLICY_CHARACTERS, session_policy

PREFIX = "arn:aws:dynamodb:eu-west-1:111122223333:table/"
LONGEST_PREFIX = "arn:aws-us-gov:dynamodb:ap-southeast-2:111122223333:table/"
BUCKET = "salestalk-artifacts"
LONGEST_BUCKET = "b" * 63

_WORDS = st.sampled_from(["a", "b", "0", "acme", "corp", "messages", "metrics", "index", "tenant", "-", "--"])
TENANT_IDS = (
    st.lists(_WORDS, min_size=1, max_size=12)
    .map(lambda words: "-".join(words)[:64].strip("-"))
    .filter(lambda text: re.fullmatch(names.TENANT_ID_PATTERN, text) is not None)
)
SUFFIXES = st.sampled_from(["", "-messages", "-metrics", "-corp", "0", "-messages-messages", "-metrics-1"])


def allows(policy: str, action: str, resource: str) -> bool:
    """Whether a policy allows it, as IAM reads one: `*` and `?` are wildcards in actions and resources."""
    return any(
        _any_matches(statement["Action"], action) and _any_matches(statement["Resource"], resource)
        for statement in json.loads(policy)["Statement"]
    )


def _any_matches(patterns: str | list[str], text: str) -> bool:
    return any(_iam_match(pattern, text) for pattern in ([patterns] if isinstance(patterns, str) else patterns))


def _iam_match(pattern: str, text: str) -> bool:
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(expression, text, re.DOTALL) is not None


def everything_of(tenant_id: str) -> list[tuple[str, str]]:
    """All that belongs to a tenant, as pairs of action and resource."""
    tables = {
        f"tenant-{tenant_id}-messages": ("SessionIndex", "SenderIndex"),
        f"tenant-{tenant_id}-metrics": ("MetricTypeIndex", "DimensionIndex"),
    }
    owned = [("dynamodb:GetItem", PREFIX + table) for table in tables]
    owned += [("dynamodb:PutItem", PREFIX + table) for table in tables]
    owned += [("dynamodb:ConditionCheckItem", PREFIX + table) for table in tables]
    owned += [("dynamodb:Query", f"{PREFIX}{table}/index/{index}") for table, two in tables.items() for index in two]
    owned += [("s3:GetObject", f"arn:aws:s3:::{BUCKET}/tenant-{tenant_id}/{key}") for key in ("a", "exports/b.csv", "")]
    return owned


@given(TENANT_IDS)
def test_a_tenant_reaches_all_its_own_tables_indexes_and_objects(tenant_id):
    policy = session_policy(tenant_id, table_arn_prefix=PREFIX, bucket=BUCKET)

    assert all(allows(policy, action, resource) for action, resource in everything_of(tenant_id))


@given(TENANT_IDS, TENANT_IDS)
@example("acme", "acme-corp")
@example("acme-corp", "acme")
@example("acme", "acme-messages")
@example("acme-metrics", "acme")
@example("a", "a-messages-index-sessionindex")
def test_a_policy_made_for_one_tenant_matches_nothing_of_another(one, other):
    _assert_apart(one, other)


@given(TENANT_IDS, SUFFIXES)
def test_ids_that_begin_alike_stay_apart(one, suffix):
    other = (one + suffix)[:64]
    if re.fullmatch(names.TENANT_ID_PATTERN, other):
        _assert_apart(one, other)
        _assert_apart(other, one)


def _assert_apart(one: str, other: str) -> None:
    policy = session_policy(one, table_arn_prefix=PREFIX, bucket=BUCKET)
    reached = [target for target in everything_of(other) if allows(policy, *target)]
    assert reached == (everything_of(other) if one == other else [])


@pytest.mark.parametrize(
    "action", ["Scan", "DeleteItem", "DeleteTable", "DescribeTable", "PartiQLSelect", "UpdateTable"]
)
def test_only_the_data_plane_is_allowed(action):
    policy = session_policy("acme", table_arn_prefix=PREFIX, bucket=BUCKET)

    assert not allows(policy, f"dynamodb:{action}", PREFIX + "tenant-acme-messages")


def test_objects_are_out_of_reach_without_a_bucket():
    policy = session_policy("acme", table_arn_prefix=PREFIX)

    assert not allows(policy, "s3:GetObject", f"arn:aws:s3:::{BUCKET}/tenant-acme/x")


def test_the_longest_ids_fit_what_aws_takes():
    policy = session_policy("x" * 64, table_arn_prefix=LONGEST_PREFIX, bucket=LONGEST_BUCKET)

    assert len(policy) <= MAX_POLICY_CHARACTERS


@pytest.mark.parametrize(
    "not_an_id",
    ["", "*", "acme*", "acm?", "a" * 65, "-acme", "acme-", "ACME", "acme/", "acme\n", "${aws:username}", "ä"],
)
def test_what_is_no_tenant_id_gets_no_policy(not_an_id):
    with pytest.raises(InvalidInput):
        session_policy(not_an_id, table_arn_prefix=PREFIX)
