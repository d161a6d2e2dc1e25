"""A follow-up keeps exactly the slots it does not name, and says so."""

from salestalk.contracts.answer import Outcome
from salestalk.contracts.classification import Intent
from tests.unit.understanding.asking import Asker


def test_a_chain_replaces_what_it_names_and_keeps_the_rest() -> None:
    asker = Asker()
    asker.then("What was revenue in Q3?")
    second = asker.then("and in Q2?")
    assert second.classification.time_range.keys == ("2025-Q2",)  # type: ignore[union-attr]
    assert second.classification.subject == "revenue"
    third = asker.then("only EMEA")
    assert [(one.key, one.value) for one in third.classification.filters] == [("region", "EMEA")]
    assert third.classification.time_range.keys == ("2025-Q2",)  # type: ignore[union-attr]
    fourth = asker.then("why?")
    assert fourth.classification.intent is Intent.ROOT_CAUSE
    assert any("Revenue" in sentence for sentence in fourth.inherited)
    assert any("2025-Q2" in sentence for sentence in fourth.inherited)
    assert any("EMEA" in sentence for sentence in fourth.inherited)


def test_another_metric_takes_its_own_measure_and_keeps_time_and_filters() -> None:
    asker = Asker()
    asker.then("revenue in Germany in Q3")
    understood = asker.then("and customers?").classification
    assert (understood.subject, understood.measure) == ("customers", "count")
    assert understood.time_range.keys == ("2025-Q3",)  # type: ignore[union-attr]
    assert [one.value for one in understood.filters] == ["Germany"]


def test_rank_and_group_are_kept_until_they_are_named() -> None:
    asker = Asker()
    asker.then("top 5 reps by bookings this quarter")
    bottom = asker.then("bottom 3?").classification
    assert bottom.rank is not None
    assert (bottom.rank.direction, bottom.rank.limit, bottom.group_by) == ("bottom", 3, ("rep",))
    by_team = asker.then("by team").classification
    assert (by_team.intent, by_team.group_by) == (Intent.RANKING, ("team",))


def test_a_period_after_one_with_its_year_takes_that_year() -> None:
    asker = Asker()
    asker.then("ARR in Q4 2023")
    assert asker.then("and Q2?").classification.time_range.keys == ("2023-Q2",)  # type: ignore[union-attr]


def test_a_value_held_against_the_one_before_is_compared_with_it() -> None:
    asker = Asker()
    asker.then("churn in Germany last month")
    understood = asker.then("compared to France?").classification
    assert understood.intent is Intent.COMPARISON
    assert understood.filters[0].values == ("Germany", "France")


def test_a_filter_is_dropped_where_it_is_said() -> None:
    asker = Asker()
    asker.then("mobile signups in the US last week")
    understood = asker.then("drop the mobile filter").classification
    assert [one.key for one in understood.filters] == ["country"]


def test_a_full_question_after_another_stands_by_itself() -> None:
    asker = Asker()
    asker.then("revenue in Germany in Q3")
    understood = asker.then("How many customers do we have in total this year?")
    assert understood.classification.filters == ()
    assert understood.inherited == ()


def test_small_talk_in_between_is_refused_and_leaves_the_thread() -> None:
    asker = Asker()
    asker.then("revenue in Q3")
    assert asker.ask("what's the weather like?").outcome is Outcome.REFUSED
    assert asker.ask("and in Q2?").classification.subject == "revenue"


def test_a_greeting_asks_nothing_and_repeats_no_answer() -> None:
    asker = Asker()
    asker.then("What was revenue in Q3?")
    for greeting in ("hello", "hi there", "thanks a lot"):
        assert asker.ask(greeting).outcome is Outcome.REFUSED
    assert asker.ask("hello, and in EMEA?").classification.subject == "revenue"


def test_why_it_changed_asks_for_the_metric_as_it_is_measured() -> None:
    asker = Asker()
    asker.then("AOV last week vs the week before")
    assert asker.then("why did it change?").classification.measure.value == "average"
