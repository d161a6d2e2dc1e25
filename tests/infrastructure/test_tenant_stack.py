import re
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from constructs_lib.deployment import CannotSynthesize
from salestalk import names
from salestalk.contracts.tenant import Plan, TenantProfile
from salestalk.names import TenantParameter
from stacks.application import add_stacks
from stacks.tenant_parameters import PARAMETERS
from tests.infrastructure.templates import Template, readable, without_hashes

FIRST, SECOND = "acme-corp-001", "techstart-inc-002"
REGISTRAR = "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:salestalk-tenant-onboard"
PATTERNS = {parameter.name: re.compile(parameter.pattern) for parameter in PARAMETERS if parameter.pattern}


@pytest.fixture(scope="module")
def first(in_production) -> Template:
    return in_production[names.tenant_stack(FIRST)]


@pytest.fixture(scope="module")
def second(in_production) -> Template:
    return in_production[names.tenant_stack(SECOND)]


def without_default_tenant(template: Template) -> dict:
    body = deepcopy(dict(template.body))
    body["Parameters"][TenantParameter.TENANT_ID].pop("Default", None)
    return body


def test_two_tenants_differ_in_nothing_but_the_default_of_one_parameter(first, second):
    assert first.body["Parameters"]["TenantId"]["Default"] == FIRST
    assert second.body["Parameters"]["TenantId"]["Default"] == SECOND
    assert without_default_tenant(first) == without_default_tenant(second)


def test_both_doors_use_the_same_template(first, tenant_template):
    assert "Default" not in tenant_template.body["Parameters"]["TenantId"]
    assert without_default_tenant(first) == tenant_template.body


def test_naming_a_tenant_changes_neither_platform_nor_service_nor_another_tenant(synthesize, production, in_production):
    none = synthesize(production)
    one = synthesize(production, tenant=FIRST)
    assert set(none) == {names.PLATFORM_STACK, names.WEB_STACK, names.SERVICE_STACK, names.OBSERVABILITY_STACK}
    assert set(one) == {*none, names.tenant_stack(FIRST)}
    assert all(body_of(none[stack]) == body_of(one[stack]) == body_of(in_production[stack]) for stack in none)
    assert body_of(one[names.tenant_stack(FIRST)]) == body_of(in_production[names.tenant_stack(FIRST)])


def body_of(template: Template) -> str:
    return without_hashes(str(template.body))


def test_a_tenant_imports_nothing_so_that_it_freezes_nothing(first):
    assert "Fn::ImportValue" not in str(first.body)
    assert "Export" not in str(first.body["Outputs"])


def test_tables_are_named_after_the_parameter(first):
    found = {table["TableName"] for table in first.all("AWS::DynamoDB::Table").values()}
    assert found == {"tenant-${TenantId}-messages", "tenant-${TenantId}-metrics"}


def test_the_registrar_learns_every_parameter_and_what_was_made(first):
    properties = first.one(names.REGISTRATION_RESOURCE)
    parameters = {name: f"${{{name}}}" for name in first.body["Parameters"]}
    (messages,) = (key for key in first.resources if "Messages" in key)
    (metrics,) = (key for key in first.resources if "Metrics" in key)
    assert properties == {
        **parameters,
        "MessagesTableName": f"${{{messages}}}",
        "MetricsTableName": f"${{{metrics}}}",
        "S3Prefix": "tenant-${TenantId}/",
        "ServiceToken": REGISTRAR,
        "ServiceTimeout": "120",
    }


def test_a_tenant_is_registered_only_after_its_tables_are_there(first):
    (registration,) = (each for each in first.resources.values() if each["Type"] == names.REGISTRATION_RESOURCE)
    assert set(registration["DependsOn"]) == set(first.all("AWS::DynamoDB::Table"))


def test_the_stack_tells_where_the_tenant_lives(first):
    outputs = readable(first.body["Outputs"])
    assert set(outputs) == {"MessagesTableName", "MetricsTableName"}


def test_only_id_name_and_owner_must_be_given():
    required = {parameter.name for parameter in PARAMETERS if parameter.default is None}
    assert required == {"TenantId", "TenantName", "OwnerEmail"}


def test_defaults_are_those_of_the_contract():
    defaults = {parameter.name: parameter.default for parameter in PARAMETERS}
    profile = TenantProfile()
    assert defaults[TenantParameter.CURRENCY] == profile.currency
    assert defaults[TenantParameter.FISCAL_YEAR_START] == profile.fiscal_year_start
    assert defaults[TenantParameter.TIME_ZONE] == profile.time_zone


def test_the_plans_are_those_of_the_contract():
    (plan,) = (parameter for parameter in PARAMETERS if parameter.name == TenantParameter.PLAN)
    assert set(plan.choices) == set(Plan)
    assert plan.default in set(Plan)


def test_every_parameter_of_the_shared_names_is_declared(first):
    shared = {value for key, value in vars(TenantParameter).items() if key.isupper()}
    assert set(first.body["Parameters"]) == shared


@pytest.mark.parametrize(
    ("parameter", "good", "bad"),
    [
        ("TenantId", ["a", "acme-corp-001", "0" * 64], ["", "-a", "a-", "Acme", "a_b", "a.b", "a*", "0" * 65]),
        ("OwnerEmail", ["ops@acme.example"], ["ops", "ops@acme", "a b@acme.example", "a@b@acme.example"]),
        ("Currency", ["USD", "EUR"], ["usd", "US", "USDX"]),
        ("FiscalYearStart", ["01-01", "04-01", "12-28"], ["1-1", "13-01", "00-10", "02-29", "01-00"]),
        ("TimeZone", ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5"], ["", "Europe Berlin"]),
    ],
)
def test_cloudformation_refuses_what_the_contract_would_refuse(parameter, good, bad):
    assert all(PATTERNS[parameter].search(value) for value in good)
    assert not any(PATTERNS[parameter].search(value) for value in bad)


@given(st.text("ab0-_.*/A ", max_size=12))
def test_a_tenant_id_is_taken_exactly_when_the_contract_takes_it(text):
    cloudformation = bool(PATTERNS["TenantId"].search(text))
    assert cloudformation == bool(re.fullmatch(names.TENANT_ID_PATTERN, text))


@pytest.mark.parametrize("wrong", ["Acme", "acme-", "a,b*", "../x"])
def test_an_impossible_tenant_id_stops_synthesis_with_one_sentence(make_app, production, wrong):
    with pytest.raises(CannotSynthesize, match="is no tenant id: use 1 to 64 lower-case letters") as refusal:
        add_stacks(make_app(tenant=wrong), production)
    assert str(refusal.value).count("\n") == 0
