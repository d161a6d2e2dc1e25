"""Every function and every queue is watched, operators hear of it, and nothing of it grows with the tenants."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from runtime.measures import KINDS
from salestalk import names
from salestalk.names import Metric
from stacks.queries import PLACEHOLDER
from tests.infrastructure.conftest import Templates
from tests.infrastructure.templates import Template

ALARM = "AWS::CloudWatch::Alarm"
RUNBOOK = Path(__file__).parents[2] / "docs" / "operations.md"


@pytest.fixture(scope="module", params=["production", "laptop"])
def templates(request, in_production, on_a_laptop) -> Templates:
    return in_production if request.param == "production" else on_a_laptop


@pytest.fixture
def watch(templates) -> Template:
    return templates[names.OBSERVABILITY_STACK]


@pytest.fixture
def service(templates) -> Template:
    return templates[names.SERVICE_STACK]


def functions_of(service: Template) -> set[str]:
    made = service.all("AWS::Lambda::Function").values()
    return {each["FunctionName"] for each in made if each.get("FunctionName", "").startswith(names.SERVICE)}


def queues_of(service: Template) -> set[str]:
    found = {each["QueueName"] for each in service.all("AWS::SQS::Queue").values()}
    return {name for name in found if not name.endswith("-dead-letters")}


def alarms_of(*stacks: Template) -> dict[str, dict[str, Any]]:
    return {each["AlarmName"]: each for stack in stacks for each in stack.all(ALARM).values()}


def metrics_of(alarm: dict[str, Any]) -> list[dict[str, Any]]:
    """The plain metrics an alarm looks at."""
    if "MetricName" in alarm:
        return [alarm]
    return [each["MetricStat"]["Metric"] for each in metrics_within(alarm)]


def metrics_within(alarm: dict[str, Any]) -> list[dict[str, Any]]:
    """What a computed metric is made of."""
    return [each for each in alarm["Metrics"] if "MetricStat" in each]


def dimensions(metric: dict[str, Any]) -> dict[str, str]:
    return {each["Name"]: each["Value"] for each in metric.get("Dimensions", ())}


def test_every_function_has_alarms_for_crashes_and_throttles(watch, service):
    watched = {(dimensions(each).get("FunctionName"), each.get("MetricName")) for each in alarms_of(watch).values()}
    functions = functions_of(service)
    assert len(functions) >= 14
    assert {(name, metric) for name in functions for metric in ("Errors", "Throttles")} <= watched


def test_every_queue_has_alarms_for_dead_letters_and_what_is_stuck(watch, service):
    watched = {
        (dimensions(each).get("QueueName"), each["MetricName"])
        for each in alarms_of(watch).values()
        if "QueueName" in dimensions(each)
    }
    queues = queues_of(service)
    assert len(queues) >= 9
    assert watched == {(name, "ApproximateAgeOfOldestMessage") for name in queues}
    assert {f"{name}-dead-letters" for name in queues} == set(alarms_of(service))


def test_operators_hear_of_every_alarm(watch, service):
    for name, alarm in alarms_of(watch, service).items():
        (topic,) = alarm["AlarmActions"]
        assert "Operators" in topic, name
        assert alarm["TreatMissingData"] == "notBreaching", name


def test_alarms_may_speak_on_the_topic_and_nobody_over_plain_http(in_production):
    (policy,) = in_production[names.PLATFORM_STACK].all("AWS::SNS::TopicPolicy").values()
    allow, *others = sorted(policy["PolicyDocument"]["Statement"], key=lambda each: str(each["Effect"]))
    assert allow["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert allow["Condition"] == {"StringEquals": {"aws:SourceAccount": "${AWS::AccountId}"}}
    assert [(each["Effect"], each["Condition"]) for each in others] == [
        ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    ]


def test_alarms_look_at_metrics_that_exist_by_the_dimensions_they_have(watch, service):
    """An alarm on a metric under other dimensions than its lines carry would be silent for ever."""
    looked_at = 0
    for name, alarm in alarms_of(watch).items():
        for metric in metrics_of(alarm):
            if metric["Namespace"] == names.METRICS_NAMESPACE:
                looked_at += 1
                assert set(dimensions(metric)) == set(KINDS[Metric(metric["MetricName"])].by), name
                assert dimensions(metric).get("service", names.CHAT_HANDLER) in functions_of(service), name
    assert looked_at >= 10


def test_the_promises_are_alarms(in_production):
    alarms = alarms_of(in_production[names.OBSERVABILITY_STACK])
    bounds = {name: alarm["Threshold"] for name, alarm in alarms.items()}
    assert bounds["salestalk-chat-latency-p50"] == 1000
    assert bounds["salestalk-chat-latency-p95"] == 2000
    assert bounds["salestalk-understanding-p99"] == 1
    assert bounds["salestalk-availability"] == 0.1
    assert {bounds[f"salestalk-{name}-late"] for name in ("usage", "insights", "archive", "quality")} == {5000}
    assert "salestalk-sessions-late" not in bounds
    cost = next(each for each in alarms["salestalk-cost-per-day"]["Metrics"] if "Expression" in each)
    assert all(each["MetricStat"]["Period"] == 86_400 for each in metrics_within(alarms["salestalk-cost-per-day"]))
    assert "0.000000125 * FILL(reads, 0)" in cost["Expression"]


def test_what_is_stuck_is_told_from_what_is_only_held_back(watch):
    bounds = {name: alarm["Threshold"] for name, alarm in alarms_of(watch).items()}
    assert bounds["salestalk-usage-stuck"] == 3 * 900
    assert bounds["salestalk-sessions-stuck"] == 3 * 900 + 900
    assert bounds["salestalk-uploads-stuck"] == 3 * 960


def test_a_laptop_lacks_only_alarms_on_computed_metrics(in_production, on_a_laptop):
    for_aws, locally = (alarms_of(each[names.OBSERVABILITY_STACK]) for each in (in_production, on_a_laptop))
    missing = for_aws.keys() - locally.keys()
    assert missing == {"salestalk-availability", "salestalk-cost-per-day"}
    assert all("Metrics" in for_aws[name] for name in missing)


def test_tenants_add_nothing_to_it(synthesize, production, in_production):
    without = synthesize(production)[names.OBSERVABILITY_STACK]
    assert without.body == in_production[names.OBSERVABILITY_STACK].body
    assert "acme" not in json.dumps(without.body)


def test_there_is_one_dashboard_with_a_row_for_every_function_and_queue(watch, service):
    (dashboard,) = watch.all("AWS::CloudWatch::Dashboard").values()
    shown = json.dumps(dashboard["DashboardBody"])
    for name in (*functions_of(service), *queues_of(service)):
        assert shown.count(name) >= 3, name


def test_queries_are_saved_over_the_logs_of_every_function(in_production):
    watch, service = in_production[names.OBSERVABILITY_STACK], in_production[names.SERVICE_STACK]
    saved = watch.all("AWS::Logs::QueryDefinition").values()
    groups = {f"/aws/lambda/{name}" for name in functions_of(service)}
    assert all(set(each["LogGroupNames"]) == groups for each in saved)
    by_name = {each["Name"]: each["QueryString"] for each in saved}
    for about in ("tenant", "request", "event"):
        assert PLACEHOLDER in by_name[f"SalesTalk/What happened to this {about}"]


def test_every_alarm_has_its_chapter_in_the_runbook_and_every_chapter_its_alarm(in_production):
    chapters = re.findall(r"^### `salestalk-(.+?)`$", RUNBOOK.read_text(encoding="utf-8"), re.MULTILINE)
    patterns = {chapter: re.compile(re.escape(chapter).replace(re.escape("{name}"), ".+")) for chapter in chapters}
    found: dict[str, str] = {}
    for name in alarms_of(in_production[names.OBSERVABILITY_STACK], in_production[names.SERVICE_STACK]):
        told = [chapter for chapter, pattern in patterns.items() if pattern.fullmatch(name.removeprefix("salestalk-"))]
        assert len(told) == 1, f"{name} has {told or 'no chapter'}"
        found[told[0]] = name
    assert found.keys() == patterns.keys()
