"""The session policy of one tenant against everything of another, as IAM reads it."""

import json
import re
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from salestalk import names
from salestalk.errors import InvalidInput
from salestalk.tenancy.session_policy import MAX_POLICY_CHARACTERS, session_policy
from tests.iam import allows

PREFIX = "arn:aws:dynamodb:eu-west-1:111122223333:table/"
LONGEST_PREFIX = "arn:aws-us-gov:dynamodb:ap-southeast-2:111122223333:table/"
BUCKET = "salestalk-artifacts"
LONGEST_BUCKET = "b" * 63

ANY_ID = st.from_regex(names.TENANT_ID_PATTERN, fullmatch=True)
_WORDS = st.sampled_from(["a", "b", "0", "acme", "corp", "messages", "metrics", "index", "tenant", "-", "--"])
WORDY_ID = (
    st.lists(_WORDS, min_size=1, max_size=12)
    .map(lambda words: "-".join(words)[:64].strip("-"))
    .filter(lambda text: re.fullmatch(names.TENANT_ID_PATTERN, text) is not None)
)
TENANT_IDS = ANY_ID | WORDY_ID
ADDED = st.sampled_from(
    ["-messages", "-metrics", "-corp", "0", "-", "a", "-messages-messages", "-metrics-1", "tenant-"]
)
OBJECT_KEYS = st.lists(st.sampled_from(["uploads", "rejects", "exports", "..", ".", "", "a.csv", "*", "?", "%2e"])).map(
    "/".join
)

# Ids that are made of one another, in every way in which two names could be taken for one.
_MADE_OF = ("a", "b", "acme", "acme-corp", "messages", "metrics", "tenant-a", "index", "0")
_MAKINGS = ("{}", "{}-messages", "{}-metrics", "{}0", "tenant-{}", "{}-messages-index-sessionindex", "0{}", "{}-{}")
RELATED = sorted({making.format(one, one) for making, one in product(_MAKINGS, _MADE_OF)})


def everything_of(tenant_id: str, keys: tuple[str, ...] = ("a", "exports/b.csv", "")) -> list[tuple[str, str]]:
    """All that belongs to a tenant, as pairs of action and resource."""
    tables = {
        f"tenant-{tenant_id}-messages": ("SessionIndex", "SenderIndex"),
        f"tenant-{tenant_id}-metrics": ("MetricTypeIndex", "DimensionIndex"),
    }
    actions = ("BatchGetItem", "PutItem", "Query", "UpdateItem")
    owned = [(f"dynamodb:{action}", PREFIX + table) for table in tables for action in actions]
    owned += [("dynamodb:Query", f"{PREFIX}{table}/index/{index}") for table, two in tables.items() for index in two]
    files = [f"arn:aws:s3:::{BUCKET}/tenant-{tenant_id}/{key}" for key in keys]
    return owned + [(f"s3:{action}", file) for action in ("GetObject", "PutObject") for file in files]


def policy_of(tenant_id: str) -> str:
    return session_policy(tenant_id, table_arn_prefix=PREFIX, bucket=BUCKET)


def reached(one: str, other: str, keys: tuple[str, ...] = ("a", "exports/b.csv", "")) -> list[tuple[str, str]]:
    policy = policy_of(one)
    return [target for target in everything_of(other, keys) if allows(policy, *target)]


@given(TENANT_IDS, OBJECT_KEYS)
def test_a_tenant_reaches_all_its_own_tables_indexes_and_objects(tenant_id, key):
    assert reached(tenant_id, tenant_id, (key,)) == everything_of(tenant_id, (key,))


@given(TENANT_IDS, TENANT_IDS, OBJECT_KEYS)
@example("acme", "acme-corp", "a")
@example("acme-corp", "acme", "a")
@example("acme", "acme-messages", "a")
@example("acme-metrics", "acme", "a")
@example("a", "a-messages-index-sessionindex", "a")
def test_a_policy_made_for_one_tenant_matches_nothing_of_another(one, other, key):
    if one != other:
        assert reached(one, other, (key,)) == []


@given(TENANT_IDS, ADDED, st.booleans())
def test_ids_of_which_one_is_part_of_the_other_stay_apart(one, added, in_front):
    other = added + one if in_front else one + added
    if re.fullmatch(names.TENANT_ID_PATTERN, other):
        assert reached(one, other) == reached(other, one) == []


@given(TENANT_IDS.filter(lambda text: len(text) > 1), st.data())
def test_ids_that_differ_in_one_character_stay_apart(one, data):
    place = data.draw(st.integers(0, len(one) - 1))
    other = one[:place] + data.draw(st.sampled_from("abz059-")) + one[place + 1 :]
    if other != one and re.fullmatch(names.TENANT_ID_PATTERN, other):
        assert reached(one, other) == reached(other, one) == []


def test_every_pair_of_related_ids_stays_apart():
    crossed = {(one, other) for one, other in product(RELATED, RELATED) if one != other and reached(one, other)}

    assert len(RELATED) > 60
    assert crossed == set()


def test_a_policy_with_a_pattern_in_it_would_be_found_out():
    loose = policy_of("acme").replace("tenant-acme-messages", "tenant-acme-*")

    assert allows(loose, "dynamodb:Query", PREFIX + "tenant-acme-corp-messages")


@pytest.mark.parametrize(
    "action",
    [
        *(
            "BatchWriteItem",
            "ConditionCheckItem",
            "DeleteItem",
            "DeleteTable",
            "DescribeTable",
            "ExportTable",
            "GetItem",
        ),
        *("PartiQLDelete", "PartiQLSelect", "PartiQLUpdate", "RestoreTableToPointInTime", "Scan", "UpdateTable"),
    ],
)
def test_only_what_the_store_calls_is_allowed(action):
    for table in ("tenant-acme-messages", "tenant-acme-metrics"):
        assert not allows(policy_of("acme"), f"dynamodb:{action}", PREFIX + table)


@pytest.mark.parametrize("action", ["DeleteObject", "ListBucket", "PutObjectAcl", "GetObjectAcl", "PutBucketPolicy"])
def test_files_are_neither_removed_nor_listed_nor_shared(action):
    for resource in (f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/tenant-acme/uploads/a"):
        assert not allows(policy_of("acme"), f"s3:{action}", resource)


def test_objects_are_out_of_reach_without_a_bucket():
    policy = session_policy("acme", table_arn_prefix=PREFIX)

    assert not allows(policy, "s3:GetObject", f"arn:aws:s3:::{BUCKET}/tenant-acme/x")


def test_the_longest_ids_fit_what_aws_takes_the_tag_included():
    policy = session_policy("x" * 64, table_arn_prefix=LONGEST_PREFIX, bucket=LONGEST_BUCKET)

    # AWS counts the session's tags into what it packs beside the policy.
    assert len(policy) + len(names.TENANT_SESSION_TAG) + 64 <= MAX_POLICY_CHARACTERS


def test_every_resource_is_an_exact_name_but_for_what_follows_the_prefix_in_the_bucket():
    resources = [
        arn for statement in json.loads(policy_of("acme"))["Statement"] for arn in _listed(statement["Resource"])
    ]

    assert [arn for arn in resources if re.search(r"[*?$]", arn)] == [f"arn:aws:s3:::{BUCKET}/tenant-acme/*"]


@pytest.mark.parametrize(
    "not_an_id",
    ["", "*", "acme*", "acm?", "a" * 65, "-acme", "acme-", "ACME", "acme/", "acme\n", "${aws:username}", "ä"],
)
def test_what_is_no_tenant_id_gets_no_policy(not_an_id):
    with pytest.raises(InvalidInput):
        session_policy(not_an_id, table_arn_prefix=PREFIX)


@given(st.text(max_size=70).filter(lambda text: re.fullmatch(names.TENANT_ID_PATTERN, text) is None))
def test_no_text_but_a_tenant_id_gets_a_policy(text):
    with pytest.raises(InvalidInput):
        session_policy(text, table_arn_prefix=PREFIX)


def _listed(value):
    return value if isinstance(value, list) else [value]
