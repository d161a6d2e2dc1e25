"""Clients for the local AWS hear nothing of what is meant for a real account."""

from pathlib import Path

import pytest

from salestalk_cli.local.aws import LocalAws


@pytest.fixture
def caller_with_an_account(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text("[profile prod]\nregion = eu-west-3\nendpoint_url = http://prod.invalid\n")
    for name, value in {
        "AWS_PROFILE": "no-such-profile",
        "AWS_CONFIG_FILE": str(config),
        "AWS_ACCESS_KEY_ID": "AKIAREAL",
        "AWS_SECRET_ACCESS_KEY": "real",
        "AWS_SESSION_TOKEN": "real",
        "AWS_REGION": "eu-west-3",
        "AWS_DEFAULT_REGION": "eu-west-3",
        "AWS_ENDPOINT_URL": "http://prod.invalid",
        "AWS_ENDPOINT_URL_DYNAMODB": "http://prod.invalid",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
    }.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("caller_with_an_account")
def test_settings_of_a_real_account_do_not_leak_in(emulator: LocalAws) -> None:
    dynamodb = LocalAws(emulator.endpoint_url).client("dynamodb")
    assert dynamodb.meta.endpoint_url == emulator.endpoint_url
    assert dynamodb.meta.region_name == "us-east-1"
    credentials = dynamodb._request_signer._credentials
    assert (credentials.access_key, credentials.token) == ("test", None)
    dynamodb.list_tables()


def test_other_credentials_can_be_given(emulator: LocalAws) -> None:
    nobody = emulator.client("sts", aws_access_key_id="AKIANOBODY", aws_secret_access_key="none")
    with pytest.raises(nobody.exceptions.ClientError):
        nobody.get_caller_identity()
