"""The seed command on a real engine. Each test has its own region: the example tenants' tables have fixed names."""

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import typer
from typer.testing import CliRunner, Result

from salestalk.adapters.clients import PROMPT
from salestalk.contracts.batch import IngestStatus
from salestalk.contracts.metric import metric_pk, metric_sk
from salestalk.ingestion.idempotency import Creation
from salestalk_cli.local.aws import LocalAws
from salestalk_cli.problems import Problem
from salestalk_cli.seed import load_examples, seed
from seed_data.loader import TENANT_IDS, load
from tests.integration.tables import make_tables

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ACME, TECHSTART = TENANT_IDS


@pytest.fixture
def region(unique: str) -> str:
    return f"test-{unique}"


@pytest.fixture
def dynamodb(emulator: LocalAws, region: str) -> "DynamoDBClient":
    client: DynamoDBClient = LocalAws(emulator.endpoint_url, region).client("dynamodb", config=PROMPT)
    return client


def value_at(client: "DynamoDBClient", tenant_id: str, pk: str, sk: str) -> Any:
    table = f"tenant-{tenant_id}-metrics"
    return client.get_item(TableName=table, Key={"pk": {"S": pk}, "sk": {"S": sk}})["Item"]["value"]["N"]


def invoke(*arguments: str) -> Result:
    app = typer.Typer()
    app.command()(seed)
    return CliRunner().invoke(app, arguments)


def command(*arguments: str) -> tuple[int, Any]:
    result = invoke(*arguments, "--json")
    if isinstance(result.exception, Problem):
        return result.exception.exit_code, str(result.exception)
    return result.exit_code, json.loads(result.stdout)


def test_the_cited_key_of_an_answer_holds_the_number(dynamodb: "DynamoDBClient") -> None:
    for tenant_id in TENANT_IDS:
        make_tables(dynamodb, tenant_id)
    load_examples(dynamodb, TENANT_IDS)
    assert value_at(dynamodb, ACME, "METRIC#revenue", "2025-Q3") == "2500000"
    assert value_at(dynamodb, TECHSTART, "METRIC#revenue", "2025-Q3") == "1800000"
    assert value_at(dynamodb, TECHSTART, "METRIC#churn_rate", "2025-Q4") == "0.06"


def test_every_row_of_the_files_lands_exactly_under_its_key(dynamodb: "DynamoDBClient") -> None:
    make_tables(dynamodb, TECHSTART)
    load_examples(dynamodb, [TECHSTART])
    pages = dynamodb.get_paginator("scan").paginate(TableName=f"tenant-{TECHSTART}-metrics")
    rows = {(item["pk"]["S"], item["sk"]["S"]): item for page in pages for item in page["Items"]}
    records = load(TECHSTART).records
    for record in records:
        row: Any = rows.pop((metric_pk(record.subject), metric_sk(record.period, record.dimensions)))
        assert Decimal(row["value"]["N"]) == record.value
    assert {pk for pk, _ in rows} == {"CATALOG"}
    assert len(rows) == len({record.subject for record in records})


def test_loading_again_changes_nothing(dynamodb: "DynamoDBClient") -> None:
    make_tables(dynamodb, ACME)
    (first,), (second,) = load_examples(dynamodb, [ACME]), load_examples(dynamodb, [ACME])
    records = len(load(ACME).records)
    assert first.records[IngestStatus.CREATED] == records
    assert second.records[IngestStatus.UNCHANGED] == records
    assert (first.messages, second.messages) == ({Creation.CREATED: 4}, {Creation.ALREADY_EXISTS: 4})
    assert first.faults == second.faults == ()


def test_the_command_reports_what_it_did(emulator: LocalAws, region: str, dynamodb: "DynamoDBClient") -> None:
    make_tables(dynamodb, ACME)
    code, document = command("--endpoint-url", emulator.endpoint_url, "--region", region, "--tenant", ACME)
    assert code == 0
    (tenant,) = document["tenants"]
    assert tenant["tenantId"] == ACME
    assert tenant["records"]["created"] == len(load(ACME).records)
    assert tenant["messages"] == {"created": 4}


def test_people_get_a_table_with_a_line_for_each_tenant(
    emulator: LocalAws, region: str, dynamodb: "DynamoDBClient"
) -> None:
    make_tables(dynamodb, ACME)
    result = invoke("--endpoint-url", emulator.endpoint_url, "--region", region, "--tenant", ACME)
    (line,) = [line for line in result.stdout.splitlines() if ACME in line]
    assert str(len(load(ACME).records)) in line


def test_without_tables_it_says_to_deploy_the_tenant_first(emulator: LocalAws, region: str) -> None:
    code, said = command("--endpoint-url", emulator.endpoint_url, "--region", region)
    assert code == 1
    assert "deploy the tenant first: make up" in said


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--endpoint-url", "http://127.0.0.1:1"), 3, "Nothing answers at http://127.0.0.1:1"),
        (("--endpoint-url", "4566"), 2, "is no address"),
        (("--endpoint-url", "ftp://localhost"), 2, "is no address"),
        (("--endpoint-url", "http://localhost:1", "--tenant", "nobody"), 2, "No example tenant is called 'nobody'"),
    ],
)
def test_what_cannot_work_is_said_in_a_sentence(arguments: tuple[str, ...], code: int, words: str) -> None:
    found, said = command(*arguments)
    assert found == code
    assert words in said
