"""What docs/scale.md says that the platform takes of an account's limits is at least what its templates take."""

from constructs_lib.http_api import STEADY_RATE
from tests.infrastructure.conftest import Templates
from tools.quotas import Limit
from tools.scale import all_limits


def limit(what: str) -> Limit:
    return next(each for each in all_limits() if each.what == what)


def number(templates: Templates, kind: str) -> int:
    return sum(len(each.all(kind)) for name, each in templates.items() if not name.startswith("Tenant-"))


def test_roles_and_rules_are_no_more_than_is_said(in_production: Templates):
    assert 0 < number(in_production, "AWS::IAM::Role") <= limit("IAM roles").once
    assert 0 < number(in_production, "AWS::Events::Rule") <= limit("rules of a bus").once
    assert 0 < number(in_production, "AWS::DynamoDB::Table") <= limit("DynamoDB tables").once


def test_our_own_limit_of_calls_is_the_one_that_is_said():
    assert limit("HTTP API calls a second (our own limit)").default == STEADY_RATE
