"""A tenant whose id was another's before, in a process that still remembers that one."""

from tests.unit.conversation.test_service import ACME, Desk, seed

FUND = {"subject": "falcon", "displayName": "Project Falcon", "synonyms": ["the takeover"], "unit": "USD"}


def load(desk: Desk, **definition: object) -> None:
    """The example, and one metric more; each entry of the catalog is changed as often as in any other life."""
    desk.metrics.ingest_batch(ACME, [each for each in seed().records if not each.dimensions])
    record = {"subject": "falcon", "period": "2025-Q3", "value": 5, "unit": "USD"}
    desk.metrics.ingest_batch(ACME, [record], definitions=[{**FUND, **definition}])


def test_it_is_told_nothing_of_the_one_that_was_erased() -> None:
    desk = Desk()
    load(desk)
    assert "Project Falcon" in desk.ask("What was the takeover in 2025-Q3?").answer

    desk.store.tables.clear()
    load(desk, displayName="Garden fund", synonyms=["flowers"])

    assert desk.ask("What was the takeover in 2025-Q3?").outcome != "answered"
    assert "Garden fund" in desk.ask("What were flowers in 2025-Q3?").answer
