"""What finds insights and what delivers them, as synthesized."""

import pytest

from salestalk import names
from tests.infrastructure.templates import Template, as_list

PARAMETER = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter"
TABLE = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/"


@pytest.fixture(scope="module", params=["production", "laptop"])
def service(request, in_production, on_a_laptop) -> Template:
    return {"production": in_production, "laptop": on_a_laptop}[request.param][names.SERVICE_STACK]


def queue_of(service, name) -> str:
    (found,) = (key for key, each in service.all("AWS::SQS::Queue").items() if each["QueueName"] == name)
    return f"${{{found}.Arn}}"


def test_insights_are_looked_for_in_loads_and_learn_from_questions(service):
    rule = service.named_by("AWS::Events::Rule", "Name", "salestalk-insights")
    assert rule["EventBusName"].startswith("${ExportsOutputRefBus")
    assert rule["EventPattern"]["detail-type"] == ["metrics.ingested.v1", "classification.performed.v1"]


def test_one_schedule_ticks_for_all_tenants_in_every_hour_of_any_monday(service):
    schedules = [each for each in service.all("AWS::Events::Rule").values() if "ScheduleExpression" in each]
    (tick,) = [each for each in schedules if each["Name"] == "salestalk-insights-weekly"]
    assert tick["ScheduleExpression"] == "cron(0 * ? * SUN,MON *)"
    (target,) = tick["Targets"]
    assert target["Arn"] == queue_of(service, "salestalk-insights")
    assert target["DeadLetterConfig"]["Arn"] == queue_of(service, "salestalk-insights-dead-letters")
    assert not any(name in service.types for name in ("AWS::Scheduler::Schedule", "AWS::Scheduler::ScheduleGroup"))


def test_the_worker_lists_tenants_by_their_status_and_nothing_else_of_the_registry(service):
    policy = service.policy_of_function(names.INSIGHTS_WORKER)
    (index,) = policy.resources_of("dynamodb:Query")
    assert index.endswith(f"/index/{names.STATUS_INDEX}")
    assert {each for each in policy.actions() if each.startswith("dynamodb:")} == {"dynamodb:GetItem", "dynamodb:Query"}


def test_what_goes_out_to_tenants_addresses_reaches_no_tenants_data(service):
    function = service.named("AWS::Lambda::Function", names.INSIGHT_DELIVERY)
    assert names.Env.DATA_ACCESS_ROLE_ARN not in function["Environment"]["Variables"]
    policy = service.policy_of_function(names.INSIGHT_DELIVERY)
    assert not any(action.startswith(("sts:", "s3:", "events:")) for action in policy.actions())
    assert {each for each in policy.actions() if each.startswith("dynamodb:")} == {"dynamodb:GetItem"}
    (registry,) = policy.resources_of("dynamodb:GetItem")
    assert "Registry" in registry
    for table in (names.messages_table("acme"), names.metrics_table("acme")):
        assert not policy.allows("dynamodb:GetItem", TABLE + table)


def test_it_reads_webhooks_secrets_and_no_other_parameter(service):
    policy = service.policy_of_function(names.INSIGHT_DELIVERY)
    assert policy.resources_of("ssm:GetParameter") == {f"{PARAMETER}/salestalk/webhooks/*"}
    assert policy.allows("ssm:GetParameter", PARAMETER + names.webhook_secret("acme-corp-001"))
    assert {each for each in policy.actions() if each.startswith("ssm:")} == {"ssm:GetParameter"}


def test_it_publishes_to_the_one_topic_and_puts_deliveries_back(service):
    policy = service.policy_of_function(names.INSIGHT_DELIVERY)
    (topic,) = service.all("AWS::SNS::Topic")
    assert policy.resources_of("sns:Publish") == {f"${{{topic}}}"}
    assert policy.resources_of("sqs:SendMessage") == {queue_of(service, "salestalk-insight-deliveries")}


def test_nobody_but_the_worker_and_itself_feeds_deliveries(service):
    due = queue_of(service, "salestalk-insight-deliveries")
    senders = {
        each["FunctionName"]
        for each in service.all("AWS::Lambda::Function").values()
        if "FunctionName" in each
        and due in service.policy_of_function(each["FunctionName"]).resources_of("sqs:SendMessage")
    }
    assert senders == {names.INSIGHTS_WORKER, names.INSIGHT_DELIVERY}


def test_only_a_laptop_lets_a_webhook_be_the_machine_itself(in_production, on_a_laptop):
    for templates, told in ((in_production, None), (on_a_laptop, "1")):
        function = templates[names.SERVICE_STACK].named("AWS::Lambda::Function", names.INSIGHT_DELIVERY)
        assert function["Environment"]["Variables"].get(names.Env.WEBHOOK_LOOPBACK) == told


def test_the_topic_is_encrypted_and_refuses_plain_http(in_production):
    service = in_production[names.SERVICE_STACK]
    assert service.one("AWS::SNS::Topic")["KmsMasterKeyId"].endswith("alias/aws/sns")
    (denial,) = service.one("AWS::SNS::TopicPolicy")["PolicyDocument"]["Statement"]
    assert (denial["Effect"], as_list(denial["Action"])) == ("Deny", ["sns:Publish"])
    assert denial["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
