"""The tenant's own names, values and synonyms come first; a metric nobody programmed works once it is loaded."""

from salestalk.contracts.answer import Outcome
from salestalk.contracts.classification import Intent
from tests.unit.understanding.asking import ask, catalog, entry, filters_of, read

WIDGETS = catalog(
    entry("widget_wobble", "Widget wobble", "wobbliness"),
    entry("revenue", "Revenue", dimensions={"territory": ("Cascadia", "EMEA")}),
    entry("revenue_target", "Revenue target", target_of="revenue"),
    entry("gross_profit", "Gross profit"),
    entry("orders", "Orders"),
)


def test_a_metric_nobody_programmed_is_understood_once_it_is_loaded() -> None:
    assert ask("what was widget wobble in Q3?").outcome is not Outcome.ANSWERED
    assert read("what was widget wobble in Q3?", catalog=WIDGETS).subject == "widget_wobble"
    assert read("how has wobbliness developed", catalog=WIDGETS).subject == "widget_wobble"
    assert read("how has woblbiness developed", catalog=WIDGETS).subject == "widget_wobble"


def test_a_built_in_name_means_the_id_under_which_the_tenant_loaded_it() -> None:
    assert read("number of orders", catalog=WIDGETS).subject == "orders"
    assert read("number of orders").subject == "order_count"


def test_a_known_metric_that_is_not_loaded_is_still_understood() -> None:
    assert read("churn rate in Q3", catalog=WIDGETS).subject == "churn_rate"


def test_a_target_is_asked_of_its_subject() -> None:
    for question in ("what is the revenue target for Q2", "revenue vs plan in Q2"):
        classification = read(question, catalog=WIDGETS)
        assert (classification.intent, classification.subject) == (Intent.TARGET, "revenue")


def test_values_seen_are_filters_under_the_tenants_own_dimension() -> None:
    assert filters_of("revenue in Cascadia", catalog=WIDGETS) == {("territory", "eq", ("Cascadia",))}
    assert filters_of("revenue in EMEA", catalog=WIDGETS) == {("territory", "eq", ("EMEA",))}


def test_of_several_metrics_that_share_a_word_the_loaded_one_is_meant_and_it_is_said() -> None:
    understood = ask("profit in Q2", catalog=WIDGETS)
    assert understood.classification.subject == "gross_profit"
    assert any("Gross profit" in sentence for sentence in understood.assumptions)


def test_the_tenants_own_id_is_no_other_tenant() -> None:
    assert ask("revenue of acme-corp-001", catalog=WIDGETS).reason is None
    assert ask("revenue of globex-003", catalog=WIDGETS).reason == "other_tenant"
