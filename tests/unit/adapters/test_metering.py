"""What is counted of the calls to AWS: every request once, on the account of whoever it was made for."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError, ConnectTimeoutError
from hypothesis import given
from hypothesis import strategies as st

import salestalk
from salestalk.adapters.clients import PROMPT
from salestalk.adapters.metering import Call, Usage, metered, watch
from salestalk.workers import Workers


class Raw(BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


class Aws:
    """Answers every request with what is set, without a network."""

    def __init__(self) -> None:
        self.answer: Any = {}
        self.status = 200
        self.requests: list[Any] = []
        self.session = watch(boto3.Session(aws_access_key_id="x", aws_secret_access_key="x", region_name="eu-west-1"))
        self.session.events.register_last("before-send", self._reply)

    def client(self, service: str) -> Any:
        return self.session.client(service, config=PROMPT)

    def _reply(self, request: Any, **_: Any) -> AWSResponse:
        self.requests.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        body = self.answer if isinstance(self.answer, bytes) else json.dumps(self.answer).encode()
        return AWSResponse(request.url, self.status, {"content-length": str(len(body))}, Raw(body))


@pytest.fixture
def aws() -> Aws:
    return Aws()


QUERY = {"TableName": "t", "KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "x"}}}


def test_a_call_is_counted_with_its_bytes_and_what_it_consumed(aws):
    aws.answer = {"Items": [], "Count": 0, "ConsumedCapacity": {"TableName": "t", "CapacityUnits": 1.5}}
    client = aws.client("dynamodb")
    with metered() as meter:
        client.query(**QUERY)

    (call,) = meter.usage.calls
    (request,) = aws.requests
    assert json.loads(request.body)["ReturnConsumedCapacity"] == "TOTAL"
    assert (call.name, call.units, call.failure) == ("dynamodb:Query", 1.5, None)
    assert (call.sent, call.received) == (len(request.body), len(json.dumps(aws.answer)))
    assert (meter.usage.read_units, meter.usage.write_units) == (1.5, 0)


def test_a_transaction_consumes_in_each_of_its_tables(aws):
    aws.answer = {"ConsumedCapacity": [{"CapacityUnits": 4.0}, {"CapacityUnits": 2.0}]}
    client = aws.client("dynamodb")
    with metered() as meter:
        client.transact_write_items(TransactItems=[{"Delete": {"TableName": "t", "Key": {"pk": {"S": "x"}}}}])
    assert (meter.usage.read_units, meter.usage.write_units) == (0, 6)


def test_what_threads_call_is_on_the_account_of_the_request_they_work_for(aws):
    client = aws.client("dynamodb")

    def ask(times: int) -> dict[str, int]:
        with metered() as meter, Workers(4) as pool:
            list(pool.map(lambda _: client.query(**QUERY), range(times)))
        return dict(meter.usage.by_name)

    with ThreadPoolExecutor(4) as requests:
        counts = list(requests.map(ask, [1, 5, 2, 7]))
    assert counts == [{"dynamodb:Query": each} for each in (1, 5, 2, 7)]


def test_what_nobody_measures_is_served_all_the_same(aws):
    assert aws.client("dynamodb").query(**QUERY)["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_a_call_that_aws_puts_off_is_a_throttle(aws):
    aws.status = 400
    aws.answer = {"__type": "com.amazonaws.dynamodb#ProvisionedThroughputExceededException"}
    client = aws.client("dynamodb")
    with metered() as meter, pytest.raises(ClientError):
        client.query(**QUERY)
    assert meter.usage.throttled == 1
    assert meter.usage.told()["failed"] == {"dynamodb:Query ProvisionedThroughputExceededException": 1}


def test_a_call_that_iam_refuses_is_told_apart(aws):
    aws.status = 400
    aws.answer = {"__type": "com.amazon.coral.service#AccessDeniedException"}
    client = aws.client("dynamodb")
    with metered() as meter, pytest.raises(ClientError):
        client.query(**QUERY)
    assert (meter.usage.denied, meter.usage.throttled) == (1, 0)


def test_a_call_without_an_answer_is_counted_as_failed(aws):
    aws.answer = ConnectTimeoutError(endpoint_url="http://nowhere")
    client = aws.client("dynamodb")
    with metered() as meter, pytest.raises(ConnectTimeoutError):
        client.query(**QUERY)
    assert [call.failure for call in meter.usage.calls] == ["ConnectTimeoutError"]


def test_events_that_the_bus_did_not_take_are_counted_though_the_call_went_well(aws):
    aws.answer = {"FailedEntryCount": 2, "Entries": [{"ErrorCode": "Internal"}, {"EventId": "1"}, {"ErrorCode": "X"}]}
    client = aws.client("events")
    with metered() as meter:
        client.put_events(Entries=[{"Source": "s", "DetailType": "t", "Detail": "{}"}] * 3)
    assert meter.usage.refused("PutEvents") == 2


def _call(began: int, ended: int) -> Call:
    return Call("dynamodb", "Query", began, ended, 0, 0)


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 6)), max_size=7))
def test_round_trips_are_the_longest_row_of_calls_that_waited_for_each_other(spans):
    calls = [_call(began, began + took) for began, took in spans]
    longest = max(
        (
            size
            for size in range(len(calls) + 1)
            for chosen in combinations(sorted(calls, key=lambda each: (each.began, each.ended)), size)
            if all(before.ended <= after.began for before, after in pairwise(chosen))
        ),
        default=0,
    )
    assert Usage(calls).round_trips == longest


def test_a_function_s_session_counts_and_no_thread_of_ours_loses_its_request():
    """Clients of another session, and threads of another kind, would go uncounted."""
    folder = Path(salestalk.__file__).parents[1]
    found = {
        str(file.relative_to(folder))
        for file in folder.rglob("*.py")
        if re.search(r"import boto3|get_session\(|ThreadPoolExecutor\(", file.read_text())
    }
    assert found == {"salestalk/adapters/clients.py"}
