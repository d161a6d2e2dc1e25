"""The templates hold no more of what has a price by the month than the cost model counts."""

from salestalk_cli.cost.work import Platform
from tests.infrastructure.conftest import Templates


def number(templates: Templates, kind: str, property_name: str | None = None) -> int:
    shared = [template for name, template in templates.items() if not name.startswith("Tenant-")]
    found = [each for template in shared for each in template.all(kind).values()]
    return sum(property_name is None or property_name in each for each in found)


def test_what_has_a_price_by_the_month_is_within_what_the_cost_model_counts(in_production: Templates):
    bound = Platform()
    assert 0 < number(in_production, "AWS::Lambda::EventSourceMapping") <= bound.queues
    assert 0 < number(in_production, "AWS::Lambda::Function", "SnapStart") <= bound.snapshots
    assert number(in_production, "AWS::CloudWatch::Alarm") <= bound.alarms
    assert number(in_production, "AWS::CloudWatch::Dashboard") <= bound.dashboards
