import pytest

from salestalk import names
from salestalk.events.outbox import PLEDGE_SECONDS
from tests.infrastructure.templates import Properties, Template


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


def rule_of(template: Template, name: str) -> Properties:
    return template.named_by("AWS::Events::Rule", "Name", name)


def mapping_of(template: Template, queue: str) -> Properties:
    arn = f"${{{logical_id(template, queue)}.Arn}}"
    return template.named_by("AWS::Lambda::EventSourceMapping", "EventSourceArn", arn)


def test_usage_is_counted_from_answers_loads_ends_of_conversations_and_new_tenants(service):
    rule = rule_of(service, "salestalk-usage")
    assert rule["EventBusName"].startswith("${ExportsOutputRefBus")
    assert rule["State"] == "ENABLED"
    counted = ("narrative.generated.v1", "metrics.ingested.v1", "conversation.completed.v1", "tenant.provisioned.v1")
    assert rule["EventPattern"] == {"detail-type": list(counted)}


def test_what_fails_three_times_waits_two_weeks_for_repair(service, queue, dead_letters):
    waiting = logical_id(service, "salestalk-usage-dead-letters")
    assert queue["RedrivePolicy"] == {"deadLetterTargetArn": f"${{{waiting}.Arn}}", "maxReceiveCount": 3}
    assert dead_letters["MessageRetentionPeriod"] == 14 * 24 * 3600
    assert "RedrivePolicy" not in dead_letters


def test_what_the_bus_cannot_deliver_waits_there_too(service):
    (target,) = rule_of(service, "salestalk-usage")["Targets"]
    assert target["Arn"] == f"${{{logical_id(service, 'salestalk-usage')}.Arn}}"
    assert target["DeadLetterConfig"]["Arn"] == f"${{{logical_id(service, 'salestalk-usage-dead-letters')}.Arn}}"


def test_one_bad_event_in_a_batch_does_not_bring_back_the_good_ones(service):
    mapping = mapping_of(service, "salestalk-usage")
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["BatchSize"] == 10


def test_a_message_stays_hidden_for_six_runs_of_its_function(service, queue):
    worker = service.named("AWS::Lambda::Function", names.USAGE_WORKER)
    assert queue["VisibilityTimeout"] == 6 * worker["Timeout"]


def test_more_than_ten_dead_letters_raise_an_alarm(service):
    alarm = service.named("AWS::CloudWatch::Alarm", "salestalk-usage-dead-letters")
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


def test_what_is_owed_to_the_bus_comes_from_functions_alone(service):
    assert "salestalk-outbox" not in {each["Name"] for each in service.all("AWS::Events::Rule").values()}


def test_each_answer_begins_a_watch_as_late_as_a_queue_can_hold_it_back(service):
    assert rule_of(service, "salestalk-sessions")["EventPattern"] == {"detail-type": ["narrative.generated.v1"]}
    assert service.named("AWS::SQS::Queue", "salestalk-sessions")["DelaySeconds"] == 900
    worker = service.named("AWS::Lambda::Function", names.SESSION_WORKER)
    assert worker["Environment"]["Variables"]["SESSION_IDLE_MINUTES"] == "30"


def test_a_pledge_is_looked_at_when_no_chat_can_be_under_way_any_more(service):
    assert 2 * service.named("AWS::Lambda::Function", names.CHAT_HANDLER)["Timeout"] < PLEDGE_SECONDS


def test_only_a_queues_own_rules_may_put_into_it(service):
    rules = {each["Name"]: key for key, each in service.all("AWS::Events::Rule").items()}
    ticks = {"salestalk-insights": rules["salestalk-insights-weekly"]}
    queues = {key: each["QueueName"] for key, each in service.all("AWS::SQS::Queue").items()}
    for policy in service.all("AWS::SQS::QueuePolicy").values():
        (queue,) = (queues[each.strip("${}")] for each in policy["Queues"])
        name = queue.removesuffix("-dead-letters")
        own = {f"${{{rule}.Arn}}" for rule in (rules.get(name), ticks.get(name)) if rule}
        for statement in policy["PolicyDocument"]["Statement"]:
            if statement["Effect"] == "Allow":
                assert statement["Principal"] == {"Service": "events.amazonaws.com"}
                assert statement["Condition"]["ArnEquals"]["aws:SourceArn"] in own
                assert len(statement["Condition"]) == len(statement["Condition"]["ArnEquals"]) == 1


def test_what_s3_announces_in_upload_folders_comes_to_the_upload_worker(service):
    rule = rule_of(service, "salestalk-uploads")
    assert "EventBusName" not in rule
    assert rule["EventPattern"] == {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {
            "bucket": {"name": ["salestalk-artifacts-${AWS::AccountId}-${AWS::Region}"]},
            "object": {"key": [{"wildcard": "tenant-*/uploads/*"}]},
        },
    }


def test_each_run_of_the_upload_worker_has_one_file_and_is_followed_soon_after_it_died(service):
    worker = service.named("AWS::Lambda::Function", names.UPLOAD_WORKER)
    assert worker["Timeout"] == 900
    assert mapping_of(service, "salestalk-uploads")["BatchSize"] == 1
    assert mapping_of(service, "salestalk-uploads")["ScalingConfig"] == {"MaximumConcurrency": 50}
    assert service.named("AWS::SQS::Queue", "salestalk-uploads")["VisibilityTimeout"] == 960
