"""Numbers and structures survive DynamoDB's encoding exactly; DynamoDB's errors become ours."""

from decimal import Decimal

import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError, ReadTimeoutError
from botocore.parsers import ResponseParserError
from hypothesis import given
from hypothesis import strategies as st

from salestalk.adapters.dynamodb.codec import decode_item, encode_item
from salestalk.adapters.dynamodb.errors import dynamodb_errors
from salestalk.errors import InvalidInput, RightMissing, ServiceError, TenantNotActive
from salestalk.ingestion.idempotency import Contended, Throttled, TransientFault, TransientNetwork
from salestalk.ingestion.store import WritesRefused

DECIMALS = st.builds(
    lambda sign, digits, exponent: Decimal((sign, digits, exponent - len(digits))),
    st.integers(0, 1),
    st.lists(st.integers(0, 9), min_size=1, max_size=38),
    st.integers(-129, 126),
)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.text(max_size=9) | DECIMALS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(min_size=1, max_size=5), inner, max_size=3),
    max_leaves=9,
)


@given(DECIMALS)
def test_a_number_of_38_digits_comes_back_exactly(number):
    assert decode_item(encode_item({"value": number}))["value"] == number


@given(st.dictionaries(st.text(min_size=1, max_size=5), PLAIN, max_size=4))
def test_any_item_comes_back_as_it_was(item):
    assert decode_item(encode_item(item)) == item


@given(
    st.dictionaries(st.text(min_size=1, max_size=5), st.integers(-(10**37), 10**37) | st.text(max_size=5), max_size=4)
)
def test_boto3_reads_and_writes_the_same(item):
    ours = encode_item({"value": item})["value"]
    assert ours == TypeSerializer().serialize(item)
    assert TypeDeserializer().deserialize(ours) == item


@given(st.integers(1, 99), st.integers(0, 60))
def test_zeros_behind_a_number_are_no_digits_too_many(number, zeros):
    padded = Decimal(f"{number}.{'0' * zeros}")
    assert decode_item(encode_item({"value": padded}))["value"] == number


@pytest.mark.parametrize(
    "value", [0.5, {"deep": [1.0]}, object(), Decimal("NaN"), {1, 2}, int("1" * 39), Decimal("1." + "1" * 38)]
)
def test_what_has_no_exact_form_is_never_encoded(value):
    with pytest.raises(TypeError):
        encode_item({"value": value})


def client_error(code, status=400, reasons=()):
    response = {"Error": {"Code": code, "Message": "said so"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    if reasons:
        response["CancellationReasons"] = [{"Code": reason, "Message": "said so"} for reason in reasons]
    return ClientError(response, "TransactWriteItems")


def raised(error):
    with pytest.raises(Exception) as caught, dynamodb_errors():
        raise error
    return caught.value


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (client_error("AccessDeniedException"), RightMissing),
        (client_error("ProvisionedThroughputExceededException"), Throttled),
        (client_error("ThrottlingException"), Throttled),
        (client_error("RequestLimitExceeded"), Throttled),
        (client_error("TransactionInProgressException"), Contended),
        (client_error("InternalServerError", 500), TransientNetwork),
        (client_error("ServiceUnavailable", 503), TransientNetwork),
        (client_error("ValidationException"), InvalidInput),
        (client_error("ResourceNotFoundException"), TenantNotActive),
        (client_error("TransactionCanceledException", reasons=["None", "TransactionConflict"]), Contended),
        (client_error("TransactionCanceledException", reasons=["ThrottlingError", "None"]), Throttled),
        (client_error("TransactionCanceledException", reasons=["None", "ValidationError"]), InvalidInput),
        (ReadTimeoutError(endpoint_url="http://x"), TransientNetwork),
        (EndpointConnectionError(endpoint_url="http://x"), TransientNetwork),
        (ResponseParserError("no JSON"), TransientNetwork),
        (NoCredentialsError(), ServiceError),
    ],
)
def test_each_error_of_aws_becomes_one_of_ours(error, kind):
    found = raised(error)
    assert type(found) is kind
    assert found.__cause__ is not None


def test_a_final_fault_is_not_one_that_would_be_retried():
    for code in ("ValidationException", "ResourceNotFoundException", "AccessDeniedException"):
        assert not isinstance(raised(client_error(code)), TransientFault)


def test_refused_conditions_say_which_writes_they_are_of():
    reasons = ["None", "ConditionalCheckFailed", "TransactionConflict", "ConditionalCheckFailed"]
    found = raised(client_error("TransactionCanceledException", reasons=reasons))
    assert isinstance(found, WritesRefused)
    assert found.positions == {1, 3}
