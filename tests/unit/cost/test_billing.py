"""Reads are counted as AWS bills them: blocks of 4 KB, half of them where an older value would do."""

import json
from io import BytesIO
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse

from salestalk.adapters.clients import PROMPT
from salestalk.adapters.metering import metered, watch
from tests.performance.billing import bill_reads

KEY = {"pk": {"S": "x"}, "sk": {"S": "y"}}
QUERY = {"TableName": "t", "KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "x"}}}
OF_1_KB, OF_5_KB = {"pk": {"S": "x" * 1022}}, {"pk": {"S": "x" * 5118}}


def units(operation: str, answer: Any, **params: Any) -> float:
    class Body(BytesIO):
        def stream(self) -> Any:
            yield self.read()

    def reply(request: Any, **_: Any) -> AWSResponse:
        return AWSResponse(request.url, 200, {}, Body(json.dumps(answer).encode()))

    session = watch(boto3.Session(aws_access_key_id="x", aws_secret_access_key="x", region_name="eu-west-1"))
    session.events.register_last("before-send", reply)
    bill_reads(session)
    with metered() as meter:
        getattr(session.client("dynamodb", config=PROMPT), operation)(**params)
    return meter.usage.read_units


@pytest.mark.parametrize(
    ("items", "consistent", "expected"),
    [([], False, 0.5), ([OF_1_KB] * 4, False, 0.5), ([OF_1_KB] * 5, False, 1), ([OF_1_KB] * 5, True, 2)],
)
def test_the_rows_of_a_query_are_rounded_up_together(items, consistent, expected):
    assert units("query", {"Items": items}, **QUERY, ConsistentRead=consistent) == expected


@pytest.mark.parametrize(
    ("answer", "consistent", "expected"),
    [({}, True, 1), ({"Item": OF_1_KB}, False, 0.5), ({"Item": OF_5_KB}, True, 2)],
)
def test_an_item_is_rounded_up_by_itself_and_an_absent_one_costs_too(answer, consistent, expected):
    assert units("get_item", answer, TableName="t", Key=KEY, ConsistentRead=consistent) == expected


@pytest.mark.parametrize(("consistent", "expected"), [(True, 4), (False, 2)])
def test_the_items_of_a_batch_are_rounded_up_each(consistent, expected):
    wanted = {"t": {"Keys": [{"pk": {"S": str(each)}} for each in range(3)], "ConsistentRead": consistent}}
    found = {"Responses": {"t": [OF_1_KB, OF_5_KB]}, "UnprocessedKeys": {}}
    assert units("batch_get_item", found, RequestItems=wanted) == expected
