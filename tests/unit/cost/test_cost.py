"""The promises about cost hold by the listed prices, and what the bills assume of our items is what is written."""

from decimal import Decimal
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestalk_cli.cost import work
from salestalk_cli.cost.bills import Bill
from salestalk_cli.cost.budget import call_budget
from salestalk_cli.cost.prices import price_list
from seed_data.loader import load
from tests.performance.calls import QUESTIONS as QUESTIONS_OF_THE_BUDGET
from tests.performance.requests import QUESTIONS
from tests.unit.conversation.test_service import ACME, Desk
from tests.unit.cost.capacity import Meter, item_size
from tests.unit.ingestion.builders import ingestion
from tests.unit.ingestion.fakes import DictStore
from tools import cost
from tools.sections import keep

BILLS = (work.question(), work.row(), work.shared(), work.month(work.IDLE), work.Platform().month())
AMOUNTS = st.decimals(0, 1_000, places=3)


def test_an_idle_tenant_costs_no_more_than_fifteen_cents_a_month():
    assert work.month(work.IDLE).usd <= Decimal("0.15")
    assert work.IDLE.stored_gb >= Decimal("0.1")


def test_a_question_costs_less_than_a_hundredth_of_a_cent():
    assert work.question().usd < Decimal("0.0001")


def test_every_price_is_used_and_says_where_it_is_from():
    used = {line.price for bill in BILLS for line in bill.lines}
    assert used == price_list().prices.keys()
    assert all(each.source and each.unit and each.usd > 0 for each in price_list().prices.values())
    assert all(each.source for each in price_list().models.values())


@given(AMOUNTS, AMOUNTS, st.integers(0, 10**6), st.integers(0, 10**7))
def test_a_month_costs_the_sum_of_what_was_done_in_it(items, files, questions, rows):
    month = work.Month(title="", stored_gb=items, files_gb=files, questions=questions, rows=rows)
    parts = (work.stored(items, files), work.question().times(questions), work.row().times(rows))
    assert work.month(month).usd == sum((part.usd for part in parts), Decimal(0))


def test_the_document_is_what_the_model_says():
    assert keep(cost.FILE, cost.sections(), []) == 0


@pytest.fixture(scope="module")
def written() -> list[int]:
    """Write units of each kind of question."""
    desk = Desk()
    meter, taken = Meter(desk.store), []
    for question in QUESTIONS:
        before = meter.units
        desk.ask(question, key=question)
        taken.append(meter.units - before)
    return taken


def test_a_question_is_billed_what_the_call_budget_measured():
    kinds = [call_budget()[request] for request in QUESTIONS_OF_THE_BUDGET]
    billed = {line.why: line.amount for line in work.question().lines if line.price.startswith("dynamodb")}
    assert billed["messages, guards, roll-up, limits"] == Decimal(fmean(each.write_units for each in kinds))
    assert billed["catalog, roll-up, rows"] == Decimal(fmean(each.read_units for each in kinds))


def test_a_row_is_billed_what_the_call_budget_measured():
    batch = call_budget()["POST /metrics, 100 records"]
    billed = {line.price: line.amount for line in work.row().lines}
    assert billed["dynamodb-write"] * 100 == Decimal(batch.write_units)
    assert billed["dynamodb-read"] * 100 == Decimal(batch.read_units)


@pytest.mark.parametrize("request_kind", QUESTIONS_OF_THE_BUDGET)
def test_the_bill_covers_the_events_queues_and_bytes_that_were_measured(request_kind):
    taken = call_budget()[request_kind]
    amounts = {line.price: line.amount for line in work.question().lines}
    assert taken.count("eventbridge") * work.EVENTS_PER_QUESTION == amounts["event"]
    assert taken.count("sqs") < amounts["queue-call"]


def test_questions_write_what_their_bill_says(written):
    assert work.WRITES_PER_QUESTION / 2 < fmean(written) <= work.WRITES_PER_QUESTION


def test_rows_take_the_space_and_the_writes_that_their_bill_says():
    store, seed = DictStore(), load(ACME)
    meter = Meter(store)
    ingestion(store).ingest_batch(ACME, seed.records)
    rows = store.items(f"tenant-{ACME}-metrics", "METRIC#")
    catalog = len(store.items(f"tenant-{ACME}-metrics", "CATALOG"))
    assert work.ROW_BYTES <= fmean(map(item_size, rows)) <= 1.2 * work.ROW_BYTES
    per_row = Decimal(meter.units) / len(rows)
    # The bill is that of a small batch of slices; totals are in one index less, and large batches share their catalog.
    assert work.WRITES_PER_ROW / 3 < per_row <= work.WRITES_PER_ROW + Decimal(30 * catalog) / len(rows)


def test_a_bill_times_nothing_has_no_lines_in_a_sum():
    assert Bill.summed("", [work.question().times(0)]).lines == ()
