import pytest
from aws_cdk import Duration, Stack, assertions

from constructs_lib.deployment import CannotSynthesize, Deployment
from constructs_lib.function import DependencyLayer, PythonFunction
from salestalk.names import Env
from tests.infrastructure.templates import Template

FUNCTION = "AWS::Lambda::Function"


def build(app, deployment, *, on_request_path=True) -> Template:
    stack = Stack(app, "Alone")
    function = PythonFunction(
        stack,
        "Answers",
        deployment=deployment,
        function_name="answers",
        handler="chat_handler.handler.handler",
        layer=DependencyLayer(stack, "Dependencies", deployment=deployment),
        environment={Env.REGISTRY_TABLE: "registry"},
        timeout=Duration.seconds(7),
        memory_mb=256,
        on_request_path=on_request_path,
    )
    function.allow("events:PutEvents", on="arn:aws:events:eu-west-1:111122223333:event-bus/one")
    return Template(assertions.Template.from_stack(stack).to_json())


@pytest.fixture(scope="module")
def on_aws(make_app, production) -> Template:
    return build(make_app(), production)


@pytest.fixture(scope="module")
def locally(make_app, laptop) -> Template:
    return build(make_app(), laptop)


def test_a_function_runs_python_on_arm_with_traces_and_json_logs(on_aws):
    function = on_aws.one(FUNCTION)
    assert function["Runtime"] == "python3.13"
    assert function["Architectures"] == ["arm64"]
    assert function["TracingConfig"] == {"Mode": "Active"}
    assert function["LoggingConfig"]["LogFormat"] == "JSON"
    assert (function["Timeout"], function["MemorySize"]) == (7, 256)
    assert len(function["Layers"]) == 1


def test_logs_go_to_one_group_that_forgets_after_a_month(on_aws):
    (logical_id,) = on_aws.all("AWS::Logs::LogGroup")
    group = on_aws.one("AWS::Logs::LogGroup")
    assert group == {"LogGroupName": "/aws/lambda/answers", "RetentionInDays": 30}
    assert on_aws.one(FUNCTION)["LoggingConfig"]["LogGroup"] == f"${{{logical_id}}}"


def test_a_function_gets_what_it_was_given_and_what_all_get(on_aws):
    assert on_aws.one(FUNCTION)["Environment"]["Variables"] == {
        "REGISTRY_TABLE": "registry",
        "POWERTOOLS_SERVICE_NAME": "answers",
        "POWERTOOLS_LOG_LEVEL": "INFO",
        "PYDANTIC_DISABLE_PLUGINS": "__all__",
    }


def test_the_request_path_starts_from_a_snapshot_behind_the_alias_live(on_aws):
    assert on_aws.one(FUNCTION)["SnapStart"] == {"ApplyOn": "PublishedVersions"}
    alias = on_aws.one("AWS::Lambda::Alias")
    (version,) = on_aws.all("AWS::Lambda::Version")
    assert (alias["Name"], alias["FunctionVersion"]) == ("live", f"${{{version}.Version}}")


def test_off_the_request_path_nothing_is_published(make_app, production):
    template = build(make_app(), production, on_request_path=False)
    assert "SnapStart" not in template.one(FUNCTION)
    assert not template.types & {"AWS::Lambda::Version", "AWS::Lambda::Alias"}


def test_on_a_laptop_a_function_takes_the_machine_as_it_is(locally):
    function = locally.one(FUNCTION)
    assert not {"Architectures", "SnapStart"} & set(function)
    assert not locally.types & {"AWS::Lambda::Version", "AWS::Lambda::Alias"}


def test_a_role_may_log_trace_and_do_what_it_was_allowed(on_aws):
    policy = on_aws.policy_of_function("answers")
    (group,) = on_aws.all("AWS::Logs::LogGroup")
    assert policy.actions() == {
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
        "events:PutEvents",
    }
    assert policy.resources_of("logs:PutLogEvents") == {f"${{{group}.Arn}}"}
    assert policy.resources_of("events:PutEvents") == {"arn:aws:events:eu-west-1:111122223333:event-bus/one"}


def test_only_lambda_can_take_a_functions_role(on_aws):
    (statement,) = on_aws.one("AWS::IAM::Role")["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": "lambda.amazonaws.com"}


@pytest.mark.parametrize(("local", "command"), [(True, "build_layer.py --local'"), (False, "build_layer.py'")])
def test_a_missing_layer_stops_synthesis_with_the_command_that_builds_it(make_app, tmp_path, local, command):
    missing = Deployment(local=local, layer_folder=tmp_path / "nowhere")
    with pytest.raises(CannotSynthesize) as refusal:
        DependencyLayer(Stack(make_app(), "Alone"), "Dependencies", deployment=missing)
    assert command in str(refusal.value)
    assert str(tmp_path / "nowhere") in str(refusal.value)
