"""What the benches of load say of their figures."""

from datetime import UTC, datetime

import pytest

from salestalk.adapters.dynamodb.codec import encode_item
from salestalk.calendar import FiscalCalendar
from salestalk.contracts.metric import MetricRecord
from salestalk.ingestion.rows import row_item, value_of_record
from tests.performance import bench_load, bench_rows, crowd
from tests.performance.bench_rows import Asked
from tests.performance.driver import Answered, Taken
from tests.performance.fairness import ALONE, ECHOED, MANY, ONE, STORM_ECHOED, STORM_SERVED, STORMED, Fairness, Heard
from tests.performance.stored_rows import NEEDED, STORES, beside, items, needed
from tests.performance.throughput import Compared


def taken(*ms: float, seconds: float = 1.0, status: int = 200) -> Taken:
    return Taken([Answered(each, status) for each in ms], seconds)


def fair(**p95: float) -> Fairness:
    scenarios = {"alone": ALONE, "one": ONE, "many": MANY, "echo": ECHOED, "storm": STORMED}
    scenarios |= {"served": STORM_SERVED, "storm_echo": STORM_ECHOED}
    heard = {
        scenario: Heard([taken(10, p95.get(name, 20))] * 2, [] if name == "alone" else [taken(5, 5)])
        for name, scenario in scenarios.items()
    }
    return Fairness(heard)


def found(fairness: Fairness) -> bench_load.Found:
    compared = [Compared(4, [taken(10, 10), taken(20, 20)], [taken(30, 30), taken(50, 50)])]
    return bench_load.Found(compared, compared, fairness)


def test_chat_is_held_against_the_echo_of_the_same_round() -> None:
    [compared] = found(fair()).compared
    assert compared.pairs == [(10, 30), (20, 50)]
    assert compared.ratio == pytest.approx(40 / 15)


def test_the_quiet_tenants_answers_are_compared_by_what_most_of_them_take() -> None:
    assert fair(one=30).ratio(ONE, ALONE) == 1.5
    assert fair(one=30, many=30).ratio(ONE, MANY) == 1


def test_only_what_one_tenant_does_beyond_the_same_load_of_others_is_missed() -> None:
    assert bench_load.outcome(found(fair(one=40, many=40, storm=60, served=60))).missed == []
    missed = bench_load.outcome(found(fair(one=40, many=30, storm=60, served=50.1))).missed
    assert [
        sentence.rpartition(" through ")[0].startswith("the quiet tenant's P95 beside one") for sentence in missed
    ] == [True]
    assert "1.33" in missed[0]


def test_who_was_refused_is_told() -> None:
    heard = {ALONE: Heard([taken(10)], []), ONE: Heard([taken(10)], [Taken([*taken(5).answers, Answered(1, 429)], 2)])}
    [alone, beside_one] = Fairness(heard).rows().splitlines()[2:]
    assert alone.endswith("| – | – |")
    assert beside_one.endswith("| 1 | 50% |")


def test_crowds_take_turns_and_each_goes_on_with_whose_turn_it_is() -> None:
    asked: list[int] = []

    def asking(place: int) -> int:
        asked.append(place)
        return 200

    asks = [lambda place=place: asking(place) for place in range(3)]
    crowds = crowd.measure(asks, crowds=(1, 3, 9), blocks=2, block=2)
    assert asked == [0, 1, 2, *(2, 1), *(2, 2), *(2, 2), *(0, 2)]
    assert [(each.tenants, len(each.ms)) for each in crowds] == [(1, 4), (3, 4)]


def rows(few: float, many: float, units: float = 3.0) -> bench_rows.Found:
    answers = []
    for question in bench_rows.QUESTIONS:
        answers += [Asked(question, 10, few, 3.0), Asked(question, 10_000, many, units)] * 3
    return bench_rows.Found(answers, {10: (1.0, 0.5), 10_000: (30.0, 0.5)})


def test_answers_that_cost_what_they_need_are_told_as_such() -> None:
    outcome = bench_rows.outcome(rows(10, 11))
    assert outcome.missed == []
    assert {each.key: each.value for each in outcome.figures} == {
        "rows.by_key.most_through_fewest": 1.1,
        "rows.by_key.read_units.10": 3.0,
        "rows.by_key.read_units.10000": 3.0,
        "rows.by_range.read_units.10": 3.0,
        "rows.by_range.read_units.10000": 3.0,
    }


def test_answers_that_cost_what_is_stored_are_missed() -> None:
    assert len(bench_rows.outcome(rows(10, 12)).missed) == 1
    assert len(bench_rows.outcome(rows(10, 10, units=4.0)).missed) == 2


def test_an_answer_that_also_looks_the_tenant_up_does_not_count() -> None:
    uneven = bench_rows.Found([Asked(bench_rows.BY_KEY, 10, 1, 4.0), Asked(bench_rows.BY_KEY, 10, 1, 3.0)], {})
    assert uneven.units(bench_rows.BY_KEY, 10) == 3.0


def test_what_questions_need_is_the_same_for_every_metric_and_never_stored_twice() -> None:
    assert len(needed("tea")) == NEEDED
    more = beside("tea")
    records = [*needed("tea"), *(next(more) for _ in range(3 * len(STORES)))]
    assert len({(each["period"], str(each.get("dimensions"))) for each in records}) == len(records)


def test_what_lies_beside_is_stored_as_ingestion_would_store_it() -> None:
    more = beside("tea")
    records = [next(more) for _ in range(2 * len(STORES))]
    now, calendar = int(datetime.now(UTC).timestamp()), FiscalCalendar()
    for record, item in zip(records, items("acme", records), strict=True):
        made = row_item(value_of_record("acme", MetricRecord.model_validate(record), calendar, now))
        known = {name: value for name, value in encode_item(made).items() if name not in ("metricId", "recordedAt")}
        assert known == {name: item[name] for name in known}
