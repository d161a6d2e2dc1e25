"""`salestalk tenants export` and `delete` from outside: what is asked of the API, what is fetched, what is said."""

import hashlib
import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from salestalk.contracts.jsontext import dumps, loads
from salestalk_cli.local.emulator import HOST
from salestalk_cli.local.installation import Administrator, Connection, Installation, User
from tests.unit.cli.test_main import exit_code_of

EXPORT = {"exportId": "e-1", "tenantId": "acme-1", "state": "waiting", "counts": {}, "isFinal": False}
ERASURE = {"erasureId": "r-1", "tenantId": "acme-1", "state": "waiting", "counts": {}}
CERTIFICATE = {
    "certificateId": "r-1",
    "tenantId": "acme-1",
    "issuedAt": 1_760_000_000,
    "erased": [{"what": "Items", "where": "tenant-acme-1-metrics", "count": 7}],
    "remains": [{"what": "Backups", "where": "DynamoDB", "why": "AWS makes them", "until": 1_763_024_000}],
}
DELETED = {**ERASURE, "state": "done", "certificate": CERTIFICATE}
BODY = b"subject,period\r\nrevenue,2025\r\n"


class Site:
    """An API that answers each call with what is prepared for it, the last answer again; and files to fetch."""

    def __init__(self) -> None:
        self.url = ""
        self.answers: dict[str, list[tuple[int, Any]]] = {}
        self.files: dict[str, bytes] = {}
        self.calls: list[str] = []

    def answer(self, call: str) -> tuple[int, bytes]:
        self.calls.append(call)
        path = call.split(" ")[1]
        if path in self.files:
            return 200, self.files[path]
        prepared = self.answers[call]
        status, body = prepared.pop(0) if len(prepared) > 1 else prepared[0]
        return status, dumps(body).encode()

    def file(self, name: str, body: bytes, **listed: Any) -> dict[str, Any]:
        self.files[f"/{name}"] = body
        link = {"url": f"{self.url}/{name}", "expiresAt": 1}
        digest = hashlib.sha256(body).hexdigest()
        return {"name": name, "bytes": len(body), "sha256": digest, "download": link, **listed}


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            status, body = found.answer(f"{self.command} {self.path}")
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_DELETE = _answer  # noqa: N815  # as the server looks for them

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    found.url = f"http://{HOST}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


def tenants(site: Site, *arguments: str) -> int:
    return exit_code_of("tenants", *arguments, "--api-url", site.url, "--token", "t")


def exported(site: Site, *pages: dict[str, Any]) -> None:
    """The export ends at the second look; its files come in these pages."""
    place = "GET /tenants/acme-1/export/e-1"
    done = {**EXPORT, "state": "done", "counts": {"metrics": 2}, "expiresAt": 1_760_000_000}
    site.answers["POST /tenants/acme-1/export"] = [(202, EXPORT)]
    site.answers[place] = [(200, {**EXPORT, "state": "running"}), (200, done)]
    manifest = site.file("manifest.json", b"{}")["download"]
    for number, page in enumerate(pages):
        cursor = f"&cursor={number}" if number else ""
        more = {"nextCursor": str(number + 1)} if number + 1 < len(pages) else {}
        site.answers[f"{place}?limit=200{cursor}"] = [(200, {**done, "manifest": manifest, **page, **more})]


def test_an_export_is_waited_for_and_told(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    exported(site)
    assert tenants(site, "export", "acme-1") == 0
    said = capsys.readouterr().out
    assert "metrics         2" in said
    assert "suspend it and export again" in said


def test_all_files_of_all_pages_are_fetched_and_checked(site: Site, tmp_path: Any) -> None:
    first, second = site.file("exports/e-1/metrics/000001.csv", BODY), site.file("uploads/1/a.csv", b"x")
    exported(site, {"files": [first]}, {"files": [second]})
    assert tenants(site, "export", "acme-1", "--to", str(tmp_path / "out")) == 0
    found = {str(path.relative_to(tmp_path)): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert found == {
        "out/exports/e-1/metrics/000001.csv": BODY,
        "out/uploads/1/a.csv": b"x",
        "out/manifest.json": b"{}",
    }


@pytest.mark.parametrize("listed", [{"sha256": "0" * 64}, {"bytes": 3}])
def test_a_file_that_is_not_as_it_was_exported_is_not_kept(
    site: Site, tmp_path: Any, capsys: pytest.CaptureFixture[str], listed: dict[str, Any]
) -> None:
    exported(site, {"files": [site.file("a.csv", BODY, **listed)]})
    assert tenants(site, "export", "acme-1", "--to", str(tmp_path)) == 1
    assert "did not arrive as it was exported" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../secret", "/etc/secret", "a/../../secret"])
def test_no_file_is_written_outside_the_folder(site: Site, tmp_path: Any, name: str) -> None:
    exported(site, {"files": [{**site.file("a.csv", BODY), "name": name}]})
    assert tenants(site, "export", "acme-1", "--to", str(tmp_path / "out")) == 1
    assert list(tmp_path.rglob("secret")) == []


def test_an_erasure_is_asked_for_by_typing_the_id_once_more(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site.answers["GET /tenants/acme-1"] = [(200, {"tenantId": "acme-1", "status": "suspended"})]
    monkeypatch.setattr("sys.stdin", io.StringIO("acme-2\n"))
    assert tenants(site, "delete", "acme-1") == 2
    assert site.calls == ["GET /tenants/acme-1"]
    assert "nothing was done" in capsys.readouterr().err

    site.answers["DELETE /tenants/acme-1"] = [(202, ERASURE)]
    site.answers["GET /tenants/acme-1/erasure"] = [(200, {**ERASURE, "state": "running"}), (200, DELETED)]
    monkeypatch.setattr("sys.stdin", io.StringIO("acme-1\n"))
    assert tenants(site, "delete", "acme-1") == 0
    said = capsys.readouterr().out
    assert "tenant-acme-1-metrics" in said
    assert "2025-11-13" in said


def test_without_an_export_only_on_the_word(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    fault = {"field": "export", "rule": "export_first", "message": "export: suspend the tenant, or say export=skip"}
    refusal = {"detail": "There is no export with everything this tenant has.", "errors": [fault]}
    site.answers["DELETE /tenants/acme-1"] = [(409, refusal)]
    assert tenants(site, "delete", "acme-1", "--yes") == 1
    assert "suspend the tenant, or say --skip-export" in capsys.readouterr().err

    site.answers["DELETE /tenants/acme-1?export=skip"] = [(200, DELETED)]
    assert tenants(site, "delete", "acme-1", "--yes", "--skip-export", "--json") == 0
    assert loads(capsys.readouterr().out) == DELETED


def test_the_user_of_a_tenant_that_is_erased_is_forgotten_here(site: Site, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("SALESTALK_STATE", str(tmp_path / "local"))
    monkeypatch.setattr("salestalk_cli.tenants.office.sign_in", lambda *_: "t")
    users = User("acme-1", "me@acme.example", "p"), User("other", "me@other.example", "p")
    admin = Administrator("admin@example.com", "p")
    Connection("http://localhost:1", "us-east-1", site.url, "pool", "client", users, admin).save(Installation.here())
    site.answers["DELETE /tenants/acme-1"] = [(200, DELETED)]
    assert exit_code_of("tenants", "delete", "acme-1", "--yes") == 0
    assert Connection.load(Installation.here()).users == users[1:]


def test_a_job_that_failed_is_told_with_its_step_and_reason(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    failed = {**ERASURE, "state": "failed", "step": "stack", "reason": "The stack is protected."}
    site.answers["DELETE /tenants/acme-1"] = [(202, failed)]
    assert tenants(site, "delete", "acme-1", "--yes") == 1
    assert "failed at stack: The stack is protected." in capsys.readouterr().err


def test_whoever_does_not_wait_is_told_how_to_look(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.answers["DELETE /tenants/acme-1"] = [(202, ERASURE)]
    assert tenants(site, "delete", "acme-1", "--yes", "--no-wait") == 0
    assert "salestalk tenants delete acme-1" in capsys.readouterr().out
