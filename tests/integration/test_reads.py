"""A question reads the rows its answer needs, however many there are, and pays for no others."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import pytest

from salestalk.adapters.dynamodb.reader import DynamoMetricReader
from salestalk.contracts.classification import Intent
from salestalk.contracts.metric import MetricValue
from salestalk.planning.reads import Reads
from salestalk.planning.sources import ways
from salestalk.retrieval import RowKey, SliceRange
from salestalk_cli.local.aws import LocalAws
from tests.performance.reads import NEEDS, PRODUCTS, YEARS, Archive, Need
from tests.performance.years import years_of_days

BREAKDOWN = next(need for need in NEEDS if need.question.startswith("Break down revenue in November"))
QUARTER = next(need for need in NEEDS if "in Q3 2025" in need.question)


@pytest.fixture(scope="module")
def archive(emulator: LocalAws) -> Archive:
    return Archive(emulator, f"reads-{uuid4().hex[:8]}", years_of_days(YEARS, PRODUCTS))


@pytest.mark.parametrize("need", NEEDS, ids=lambda need: need.question)
def test_a_question_reads_what_its_answer_needs_and_consumes_what_its_plan_says(archive: Archive, need: Need) -> None:
    assert list(archive.judge(archive.ask(need))) == []


def test_every_kind_of_answer_is_asked_for() -> None:
    assert {need.intent for need in NEEDS} == {*Intent} - {Intent.UNKNOWN}


def test_a_reader_that_reads_more_than_it_is_asked_for_is_told(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch = DynamoMetricReader.fetch

    def sieve(self: DynamoMetricReader, keys: Sequence[RowKey], ranges: Sequence[SliceRange]) -> list[MetricValue]:
        found = fetch(self, keys, [SliceRange(one.subject, "") for one in ranges])
        return [row for row in found if row.period == "2025-11"]

    monkeypatch.setattr(DynamoMetricReader, "fetch", sieve)
    told = "\n".join(archive.judge(archive.ask(BREAKDOWN)))
    assert re.search(rf"{re.escape(BREAKDOWN.question)} takes \d+\.\d read units, its plan says 1\.0", told)


def test_a_plan_that_names_more_than_its_answer_needs_is_told(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = Reads.values

    def with_days(self: Reads, entry: Any, periods: Any, *terms: Any) -> None:
        values(self, entry, periods, *terms)
        for period in periods:
            for way in ways(entry, period, self.timeline)[1:]:
                values(self, entry, way, *terms)

    monkeypatch.setattr(Reads, "values", with_days)
    assert list(archive.judge(archive.ask(QUARTER))) == [
        f"{QUARTER.question} reads 8 rows, its answer needs 5 ({QUARTER.why})"
    ]
