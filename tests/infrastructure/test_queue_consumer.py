import pytest

from salestalk import names
from tests.infrastructure.templates import Template


@pytest.fixture(scope="module")
def service(in_production) -> Template:
    return in_production[names.SERVICE_STACK]


@pytest.fixture(scope="module")
def queue(service):
    return service.named("AWS::SQS::Queue", "salestalk-usage")


@pytest.fixture(scope="module")
def dead_letters(service):
    return service.named("AWS::SQS::Queue", "salestalk-usage-dead-letters")


def logical_id(template: Template, name: str) -> str:
    (found,) = (key for key, each in template.all("AWS::SQS::Queue").items() if each["QueueName"] == name)
    return found


def test_usage_is_counted_from_answers_loads_and_new_tenants(service):
    rule = service.one("AWS::Events::Rule")
    assert rule["EventBusName"].startswith("${ExportsOutputRefBus")
    assert rule["State"] == "ENABLED"
    assert rule["EventPattern"] == {
        "detail-type": ["narrative.generated.v1", "metrics.ingested.v1", "tenant.provisioned.v1"]
    }


def test_what_fails_three_times_waits_two_weeks_for_repair(service, queue, dead_letters):
    waiting = logical_id(service, "salestalk-usage-dead-letters")
    assert queue["RedrivePolicy"] == {"deadLetterTargetArn": f"${{{waiting}.Arn}}", "maxReceiveCount": 3}
    assert dead_letters["MessageRetentionPeriod"] == 14 * 24 * 3600
    assert "RedrivePolicy" not in dead_letters


def test_what_the_bus_cannot_deliver_waits_there_too(service):
    (target,) = service.one("AWS::Events::Rule")["Targets"]
    assert target["Arn"] == f"${{{logical_id(service, 'salestalk-usage')}.Arn}}"
    assert target["DeadLetterConfig"]["Arn"] == f"${{{logical_id(service, 'salestalk-usage-dead-letters')}.Arn}}"


def test_one_bad_event_in_a_batch_does_not_bring_back_the_good_ones(service):
    mapping = service.one("AWS::Lambda::EventSourceMapping")
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["BatchSize"] == 10


def test_a_message_stays_hidden_for_six_runs_of_its_function(service, queue):
    worker = service.named("AWS::Lambda::Function", names.USAGE_WORKER)
    assert queue["VisibilityTimeout"] == 6 * worker["Timeout"]


def test_more_than_ten_dead_letters_raise_an_alarm(service):
    alarm = service.one("AWS::CloudWatch::Alarm")
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("GreaterThanThreshold", 10)
    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/SQS", "ApproximateNumberOfMessagesVisible")
    assert (alarm["Period"], alarm["EvaluationPeriods"], alarm["Statistic"]) == (60, 1, "Maximum")
    (dimension,) = alarm["Dimensions"]
    assert dimension["Value"] == f"${{{logical_id(service, 'salestalk-usage-dead-letters')}.QueueName}}"


def test_queues_are_encrypted_and_refuse_plain_http(service):
    assert all(queue["SqsManagedSseEnabled"] for queue in service.all("AWS::SQS::Queue").values())
    protected = set()
    for policy in service.all("AWS::SQS::QueuePolicy").values():
        denials = [each for each in policy["PolicyDocument"]["Statement"] if each["Effect"] == "Deny"]
        if any(each["Condition"] == {"Bool": {"aws:SecureTransport": "false"}} for each in denials):
            protected.update(queue.strip("${}") for queue in policy["Queues"])
    assert protected == set(service.all("AWS::SQS::Queue"))


def test_only_the_rule_may_put_into_the_queue(service):
    (rule,) = service.all("AWS::Events::Rule")
    for policy in service.all("AWS::SQS::QueuePolicy").values():
        for statement in policy["PolicyDocument"]["Statement"]:
            if statement["Effect"] == "Allow":
                assert statement["Principal"] == {"Service": "events.amazonaws.com"}
                assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": f"${{{rule}.Arn}}"}}
