"""The page's address: what it serves to whom, what the page may do, and where its API is."""

import json
import re

import pytest

from constructs_lib.page import content_security_policy
from salestalk import names
from salestalk.adapters.clients import SIGNING, AwsSession
from tests.infrastructure.templates import Template


@pytest.fixture(scope="module")
def web(in_production) -> Template:
    return in_production[names.WEB_STACK]


@pytest.fixture(scope="module")
def distribution(web) -> dict:
    return web.one("AWS::CloudFront::Distribution")["DistributionConfig"]


def behavior(distribution: dict, path: str) -> dict:
    (found,) = (each for each in distribution["CacheBehaviors"] if each["PathPattern"] == path)
    return found


def origin(distribution: dict, of: dict) -> dict:
    (found,) = (each for each in distribution["Origins"] if each["Id"] == of["TargetOriginId"])
    return found


def test_files_are_in_a_private_bucket_that_only_this_distribution_reads(web, distribution):
    bucket = web.one("AWS::S3::Bucket")
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    (control,) = web.all("AWS::CloudFront::OriginAccessControl")
    assert origin(distribution, distribution["DefaultCacheBehavior"])["OriginAccessControlId"] == f"${{{control}.Id}}"
    (distribution_id,) = web.all("AWS::CloudFront::Distribution")
    policy = web.one("AWS::S3::BucketPolicy")["PolicyDocument"]["Statement"]
    (allowed,) = (each for each in policy if each["Effect"] == "Allow")
    assert allowed["Action"] == "s3:GetObject"
    assert allowed["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert allowed["Condition"]["StringEquals"]["AWS:SourceArn"].endswith(f"distribution/${{{distribution_id}}}")


def test_nothing_is_served_or_called_without_tls(distribution):
    behaviors = [distribution["DefaultCacheBehavior"], *distribution["CacheBehaviors"]]
    assert {each["ViewerProtocolPolicy"] for each in behaviors} == {"redirect-to-https"}
    api = origin(distribution, behavior(distribution, "api/*"))
    assert api["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"


def test_the_api_is_under_the_pages_own_address_and_none_of_its_answers_is_cached(distribution):
    calls = behavior(distribution, "api/*")
    assert "execute-api" in origin(distribution, calls)["DomainName"]
    disabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"  # AWS's own policy "CachingDisabled"
    assert calls["CachePolicyId"] == behavior(distribution, "config.json")["CachePolicyId"] == disabled
    # All of the viewer's headers but Host: the token goes through, and the API knows itself by its own name.
    assert calls["OriginRequestPolicyId"] == "b689b0a8-53d0-40ab-baf2-68738e2966ac"
    assert {"GET", "POST", "PUT", "PATCH", "DELETE"} <= set(calls["AllowedMethods"])


def test_files_are_only_read(distribution):
    for each in (distribution["DefaultCacheBehavior"], behavior(distribution, "config.json")):
        assert set(each["AllowedMethods"]) == {"GET", "HEAD"}


def test_the_page_runs_its_own_scripts_and_nobody_elses(web, distribution):
    (policy_id,) = web.all("AWS::CloudFront::ResponseHeadersPolicy")
    for each in (distribution["DefaultCacheBehavior"], behavior(distribution, "config.json")):
        assert each["ResponseHeadersPolicyId"] == f"${{{policy_id}}}"
    config = web.one("AWS::CloudFront::ResponseHeadersPolicy")["ResponseHeadersPolicyConfig"]
    headers = config["SecurityHeadersConfig"]
    policy = headers["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}
    assert rules["default-src"] == ["'none'"]
    assert rules["script-src"] == rules["style-src"] == ["'self'"]
    assert rules["frame-ancestors"] == rules["base-uri"] == rules["form-action"] == ["'none'"]
    assert "unsafe" not in policy
    assert "*" not in policy
    assert all(header["Override"] is True for header in headers.values())


def connectable(web: Template) -> list[str]:
    """Where the page's scripts may connect to."""
    config = web.one("AWS::CloudFront::ResponseHeadersPolicy")["ResponseHeadersPolicyConfig"]
    policy = config["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    return policy.partition("connect-src ")[2].split()


def test_the_page_talks_to_its_own_address_to_sign_in_and_to_the_bucket_of_uploads_alone(web):
    assert connectable(web) == [
        "'self'",
        "https://salestalk-${AWS::AccountId}.auth.${AWS::Region}.amazoncognito.com",
        "https://salestalk-artifacts-${AWS::AccountId}-${AWS::Region}.s3.${AWS::Region}.${AWS::URLSuffix}",
        "https://salestalk-artifacts-${AWS::AccountId}-${AWS::Region}.s3.${AWS::URLSuffix}",
    ]


@pytest.mark.parametrize(
    ("region", "suffix"),
    [("us-east-1", "amazonaws.com"), ("eu-west-1", "amazonaws.com"), ("cn-north-1", "amazonaws.com.cn")],
)
def test_the_page_may_send_a_file_to_where_its_form_says(web, region: str, suffix: str):
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    client = AwsSession().client("s3", region_name=region, config=SIGNING, **keys)
    form = client.generate_presigned_post(f"salestalk-artifacts-111122223333-{region}", "tenant-acme/a.csv")
    named = {"AccountId": "111122223333", "Region": region, "URLSuffix": suffix}
    allowed = [re.sub(r"\$\{AWS::(\w+)\}", lambda name: named[name[1]], place) for place in connectable(web)]
    assert form["url"].rstrip("/") in allowed


def test_people_sign_in_by_code_and_proof_at_the_pools_page_and_come_back_to_this_one_alone(web):
    client = web.one("AWS::Cognito::UserPoolClient")
    assert client["AllowedOAuthFlows"] == ["code"]
    assert client["GenerateSecret"] is False
    assert client["ExplicitAuthFlows"] == ["ALLOW_REFRESH_TOKEN_AUTH"]
    (distribution_id,) = web.all("AWS::CloudFront::Distribution")
    here = f"https://${{{distribution_id}.DomainName}}/"
    assert client["CallbackURLs"] == client["LogoutURLs"] == [here]


def test_the_page_is_told_nothing_secret(web):
    settings = str(web.body["Outputs"]["PageSettings"]["Value"])
    assert not any(word in settings.lower() for word in ("secret", 'password"', "key"))


def test_a_laptops_page_leads_to_the_emulator_it_was_made_for(synthesize, laptop):
    web = synthesize(laptop)[names.WEB_STACK]
    distribution = web.one("AWS::CloudFront::Distribution")["DistributionConfig"]
    api = origin(distribution, behavior(distribution, "api/*"))
    assert (api["DomainName"], api["CustomOriginConfig"]["HTTPPort"]) == ("localhost", laptop.port)
    assert api["OriginPath"].startswith("/_aws/execute-api/")


def test_each_rule_of_the_policy_stands_once():
    policy = content_security_policy(["https://a.example"])
    rules = [rule.split()[0] for rule in policy.split("; ")]
    assert len(rules) == len(set(rules))
    assert json.dumps(policy)
