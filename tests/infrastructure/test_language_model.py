"""The language model of a deployment: what the chat function is told and may ask, and that nobody else may."""

import pytest

from constructs_lib.deployment import CannotSynthesize
from salestalk import names
from salestalk.names import Env
from stacks.language_model import LanguageModel

OWN = "arn:${AWS::Partition}:bedrock:${AWS::Region}:${AWS::AccountId}"
NOVA = "amazon.nova-lite-v1:0"
PROFILE = "us.amazon.nova-lite-v1:0"
BEDROCK = {"ai-provider": "bedrock", "ai-model": NOVA}
OLLAMA = {"ai-provider": "ollama", "ai-model": "llama3.2"}
BY_PROFILE = {**BEDROCK, "ai-profile": PROFILE, "ai-profile-regions": "us-east-1, us-west-2"}


def service_with(synthesize, production, **context):
    return synthesize(production, **context)[names.SERVICE_STACK]


def told(service):
    variables = service.named("AWS::Lambda::Function", names.CHAT_HANDLER)["Environment"]["Variables"]
    return {name: value for name, value in variables.items() if name.startswith("AI_")}


def bedrock_statements(service):
    """By function: what it may do with Bedrock, as (actions, resources, condition)."""
    found = {}
    for function in service.all("AWS::Lambda::Function").values():
        if "FunctionName" not in function:
            continue
        statements = [
            (each["Action"], each["Resource"], each.get("Condition"))
            for each in service.policy_of_function(function["FunctionName"]).statements
            if "bedrock" in str(each["Action"])
        ]
        if statements:
            found[function["FunctionName"]] = statements
    return found


def test_without_one_named_no_function_is_told_of_a_model_or_may_ask_one(in_production, on_a_laptop):
    for templates in (in_production, on_a_laptop):
        service = templates[names.SERVICE_STACK]
        assert (told(service), bedrock_statements(service)) == ({}, {})


def test_the_chat_function_alone_may_invoke_exactly_the_model(synthesize, production):
    service = service_with(synthesize, production, **BEDROCK)
    assert told(service) == {Env.AI_PROVIDER: "bedrock", Env.AI_MODEL: NOVA}
    arn = f"arn:${{AWS::Partition}}:bedrock:${{AWS::Region}}::foundation-model/{NOVA}"
    assert bedrock_statements(service) == {names.CHAT_HANDLER: [("bedrock:InvokeModel", arn, None)]}


def test_by_a_profile_the_model_may_be_invoked_where_the_profile_runs_it_and_only_by_it(synthesize, production):
    service = service_with(synthesize, production, **BY_PROFILE, **{"ai-guardrail": "gr1abc:2"})
    assert told(service) == {
        Env.AI_PROVIDER: "bedrock",
        Env.AI_MODEL: PROFILE,
        Env.AI_GUARDRAIL: "gr1abc:2",
    }
    models = [
        f"arn:${{AWS::Partition}}:bedrock:{region}::foundation-model/{NOVA}" for region in ("us-east-1", "us-west-2")
    ]
    profile = f"{OWN}:inference-profile/{PROFILE}"
    assert bedrock_statements(service) == {
        names.CHAT_HANDLER: [
            ("bedrock:InvokeModel", profile, None),
            ("bedrock:InvokeModel", models, {"StringEquals": {"bedrock:InferenceProfileArn": profile}}),
            ("bedrock:ApplyGuardrail", f"{OWN}:guardrail/gr1abc", None),
        ]
    }


def test_ollama_needs_no_right_on_aws(synthesize, laptop):
    context = {"ai-provider": "ollama", "ai-model": "llama3.2", "ai-endpoint": "http://127.0.0.1:11434"}
    service = synthesize(laptop, **context)[names.SERVICE_STACK]
    assert told(service) == {
        Env.AI_PROVIDER: "ollama",
        Env.AI_MODEL: "llama3.2",
        Env.AI_ENDPOINT: "http://127.0.0.1:11434",
    }
    assert bedrock_statements(service) == {}


@pytest.mark.parametrize(
    ("context", "about"),
    [
        ({"ai-provider": "openai"}, "ai-provider"),
        ({"ai-provider": "bedrock"}, "ai-model"),
        ({"ai-provider": "ollama"}, "ai-model"),
        ({"ai-model": NOVA}, "ai-provider"),
        ({**BEDROCK, "ai-profile": PROFILE}, "ai-profile-regions"),
        ({**BEDROCK, "ai-profile-regions": "us-east-1"}, "ai-profile"),
        ({**BEDROCK, "ai-guardrail": "gr1abc"}, "id:version"),
        ({**BEDROCK, "ai-guardrail": ":1"}, "id:version"),
        ({**BEDROCK, "ai-endpoint": "http://127.0.0.1"}, "ollama"),
        ({"ai-provider": "ollama", "ai-model": "m", "ai-guardrail": "a:1"}, "bedrock"),
        ({"ai-provider": "bedrock", "ai-model": "amazon.*"}, "wildcards"),
        ({**BY_PROFILE, "ai-profile-regions": "*"}, "wildcards"),
        # The function would refuse these when it starts, and with them everything else that it does.
        ({"ai-provider": "bedrock", "ai-model": "unheard.of-v1"}, "There is no price for the model 'unheard.of-v1'"),
        ({**BY_PROFILE, "ai-profile": "9x2abc"}, "There is no price for the model '9x2abc'"),
        ({**OLLAMA, "ai-endpoint": "http://models.example:11434"}, "ai-endpoint"),
        ({**OLLAMA, "ai-endpoint": "http://127.0.0.1.models.example"}, "ai-endpoint"),
        ({**OLLAMA, "ai-endpoint": "127.0.0.1:11434"}, "ai-endpoint"),
        ({**OLLAMA, "ai-endpoint": "https://user:secret@models.example"}, "ai-endpoint"),
        ({**OLLAMA, "ai-endpoint": "https://models.example/api"}, "ai-endpoint"),
    ],
)
def test_what_does_not_belong_together_is_refused_with_a_sentence(make_app, context, about):
    with pytest.raises(CannotSynthesize, match=about):
        LanguageModel.from_context(make_app(**context).node)


@pytest.mark.parametrize(
    "endpoint", ["https://models.example", "https://models.example:8443/", "http://localhost:1", "http://[::1]:11434"]
)
def test_the_machine_itself_and_tls_are_endpoints(make_app, endpoint):
    assert LanguageModel.from_context(make_app(**OLLAMA, **{"ai-endpoint": endpoint}).node).endpoint == endpoint
