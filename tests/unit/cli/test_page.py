"""The page's files on their way into the bucket."""

import json
from pathlib import Path

import pytest

from salestalk_cli.page import page_url, put_page
from salestalk_cli.problems import Problem

SETTINGS = '{"api": "/api", "auth": {"mode": "password", "clientId": "client"}}'
WEB = {"PageUrl": "https://d123.cloudfront.net", "PageBucketName": "page", "PageSettings": SETTINGS}


class Bucket:
    """Remembers what was put, in order."""

    def __init__(self) -> None:
        self.puts: list[dict] = []

    def put_object(self, **put: object) -> None:
        self.puts.append(put)

    @property
    def keys(self) -> list[str]:
        return [put["Key"] for put in self.puts]

    def put_under(self, key: str) -> dict:
        (found,) = (put for put in self.puts if put["Key"] == key)
        return found


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "index-3f2a.js").write_text("export {}")
    (tmp_path / "assets" / "index-77aa.css").write_text("")
    (tmp_path / "index.html").write_text("<!doctype html>")
    return tmp_path


def test_what_names_other_files_is_put_after_them(built):
    bucket = Bucket()
    assert put_page(bucket, WEB, built) == 4
    assert bucket.keys == ["assets/index-3f2a.js", "assets/index-77aa.css", "index.html", "config.json"]


def test_only_files_with_a_hash_in_their_name_are_kept_by_caches(built):
    bucket = Bucket()
    put_page(bucket, WEB, built)
    assert bucket.put_under("assets/index-3f2a.js")["CacheControl"] == "public, max-age=31536000, immutable"
    assert {bucket.put_under(key)["CacheControl"] for key in ("index.html", "config.json")} == {"no-cache"}


def test_scripts_are_told_to_be_scripts_whatever_the_machine_thinks(built):
    bucket = Bucket()
    put_page(bucket, WEB, built)
    assert bucket.put_under("assets/index-3f2a.js")["ContentType"] == "text/javascript"
    assert bucket.put_under("index.html")["ContentType"] == "text/html"


def test_the_settings_are_those_of_the_stack(built):
    bucket = Bucket()
    put_page(bucket, WEB, built)
    assert json.loads(bucket.put_under("config.json")["Body"]) == json.loads(SETTINGS)


def test_a_page_that_was_not_built_is_refused_before_anything_is_put(tmp_path):
    bucket = Bucket()
    with pytest.raises(Problem, match="make web"):
        put_page(bucket, WEB, tmp_path)
    assert bucket.puts == []


def test_the_address_is_a_name_that_browsers_lead_to_the_right_machine():
    assert page_url(WEB, None) == "https://d123.cloudfront.net/"
    assert page_url(WEB, 4566) == "http://d123.cloudfront.localhost:4566/"
