"""What botocore no longer looks through when a request is made holds for every request that can be made."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.exceptions import EndpointResolutionError, ParamValidationError, UnknownServiceError
from botocore.validate import ParamValidator
from hypothesis import given
from hypothesis import strategies as st

import salestalk
from salestalk.adapters.clients import ITEMS, PROMPT, SERVICES, SIGNING, AwsSession
from salestalk.adapters.dynamodb.store import DynamoItemStore
from salestalk.adapters.registry import RegistryTable
from salestalk.ingestion.store import Absent, Holds, Increment, Key, Put, Query, SortRange, Write
from tests.unit.ingestion.fakes import FakeTime
from tests.unit.tenancy.fakes import tenant

CALLS: Final[Sequence[tuple[str, str, Mapping[str, Any]]]] = (
    ("bedrock-runtime", "list_async_invokes", {}),
    ("cloudformation", "list_stacks", {}),
    ("cognito-idp", "list_user_pools", {"MaxResults": 1}),
    ("dynamodb", "list_tables", {}),
    ("events", "list_rules", {}),
    ("s3", "get_object", {"Bucket": "salestalk-artifacts", "Key": "tenant-acme/a"}),
    ("sns", "list_topics", {}),
    ("sqs", "list_queues", {}),
    ("ssm", "describe_parameters", {}),
    ("sts", "get_caller_identity", {}),
)
REGIONS: Final = (
    "us-east-1",
    "eu-west-1",
    "ap-southeast-6",
    "us-north-9",
    "cn-north-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-isob-east-1",
    "eu-isoe-west-1",
    "us-isof-south-1",
    "eusc-de-east-1",
)
"""Of every partition of AWS, and one that nobody has heard of."""
KEYS: Final = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
CLIENT: Final = boto3.Session(region_name="eu-west-1").client("dynamodb")
OPERATIONS: Final = {
    "batch_get_item": ("BatchGetItem", {"Responses": {}}),
    "query": ("Query", {"Items": []}),
    "transact_write_items": ("TransactWriteItems", {}),
    "get_item": ("GetItem", {}),
    "put_item": ("PutItem", {}),
}

texts = st.text(min_size=1, max_size=20)
numbers = st.decimals(min_value=-(10**20), max_value=10**20, places=3).map(Decimal) | st.integers(-(10**30), 10**30)
values = st.recursive(
    texts | numbers | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
keys = st.builds(Key, texts, texts)
items = st.builds(lambda item, pk, sk: {**item, "pk": pk, "sk": sk}, st.dictionaries(texts, values), texts, texts)
conditions = st.none() | st.just(Absent()) | st.builds(Holds, st.dictionaries(texts, values, min_size=1, max_size=3))
writes = st.builds(Put, items, conditions) | st.builds(
    lambda key, amounts, bounded, settings, forget: Increment(
        key, amounts, dict.fromkeys(list(amounts)[:bounded], 10**30), settings, tuple(forget)
    ),
    keys,
    st.dictionaries(texts, st.integers(1, 1000), min_size=1, max_size=3),
    st.integers(0, 3),
    st.dictionaries(texts, values, max_size=2),
    st.lists(texts, max_size=2),
)
ranges = st.builds(SortRange, st.sampled_from(["begins_with", "<", ">", "="]), st.tuples(texts)) | st.builds(
    SortRange, st.just("between"), st.tuples(st.integers(), st.integers())
)


class Checking:
    """Stands for a client; looks through each request as botocore does where it is not told otherwise."""

    exceptions = CLIENT.exceptions

    def __getattr__(self, name: str) -> Any:
        operation, answer = OPERATIONS[name]
        shape: Any = CLIENT.meta.service_model.operation_model(operation).input_shape

        def call(**params: Any) -> Any:
            report = ParamValidator().validate(params, shape)
            if report.has_errors():
                raise ParamValidationError(report=report.generate_report())
            return answer

        return call


def checked() -> DynamoItemStore:
    client: Any = Checking()
    return DynamoItemStore(client)


@given(st.lists(writes, min_size=1, max_size=5))
def test_what_is_written_is_what_the_service_describes(given: Sequence[Write]) -> None:
    checked().transact("tenant-acme-metrics", given, token="t" * 36)


@given(st.lists(keys, min_size=1, max_size=5), st.booleans())
def test_what_is_read_by_key_is_what_the_service_describes(given: Sequence[Key], consistent: bool) -> None:
    checked().get_some("tenant-acme-metrics", given, consistent=consistent)


@given(
    st.builds(Query, texts, st.none() | ranges, st.none(), st.booleans(), st.booleans(), st.none() | st.integers(1)),
    st.none() | st.just({"pk": {"S": "a"}, "sk": {"S": "b"}}),
)
def test_what_is_queried_is_what_the_service_describes(query: Query, resume: Any) -> None:
    checked().query_page("tenant-acme-metrics", query, resume)


def test_what_is_asked_of_the_registry_is_what_the_service_describes() -> None:
    client: Any = Checking()
    registry = RegistryTable(client, "tenants-metadata", FakeTime().strategy())
    assert registry.get("acme") is None
    assert registry.put(tenant("acme"), replacing=None)
    assert registry.put(tenant("acme"), replacing=tenant("acme"))


def test_a_request_that_the_service_does_not_describe_would_be_seen() -> None:
    with pytest.raises(ParamValidationError):
        Checking().get_item(TableName="t", Key={"pk": "not encoded"})


def test_only_requests_to_dynamodb_are_not_looked_through() -> None:
    configs: Sequence[Any] = (ITEMS, PROMPT, SIGNING)
    assert [config.parameter_validation for config in configs] == [False, True, True]


def test_clients_are_found_for_the_services_that_something_calls_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    sources = [file.read_text() for file in Path(salestalk.__file__).parents[1].rglob("*.py")]
    called = {name for source in sources for name in re.findall(r'\.client\(\s*"([a-z0-9-]+)"', source)}
    assert called | {"s3"} == set(SERVICES)  # tenants' files are reached by a name in a variable
    with pytest.raises(UnknownServiceError, match="'ec2'"):
        AwsSession().client("ec2")


def destination(client: Any, operation: str, params: Mapping[str, Any]) -> tuple[str, ...]:
    """Where a call goes, what it is signed for, and the partition that ARNs are made with; else why it goes nowhere."""
    try:
        url = urlsplit(client.generate_presigned_url(operation, params))
    except EndpointResolutionError as error:
        return (str(error),)
    _, _, scope = parse_qs(url.query)["X-Amz-Credential"][0].split("/", 2)
    return url.netloc, scope, client.meta.partition


@pytest.mark.parametrize("fips", ["", "true"])
@pytest.mark.parametrize(("service", "operation", "params"), CALLS)
def test_a_client_calls_what_boto3_would_call_in_every_part_of_aws(
    service: str, operation: str, params: Mapping[str, Any], fips: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", fips)
    sessions: Sequence[Any] = (AwsSession(), boto3.Session())
    for region in REGIONS:
        ours, known = (each.client(service, region_name=region, config=SIGNING, **KEYS) for each in sessions)
        assert destination(ours, operation, params) == destination(known, operation, params)
        assert ours.meta.service_model.api_version == known.meta.service_model.api_version
