"""`salestalk tenants export` and `delete`: hand a tenant all its data, and erase it."""

import hashlib
import time
import urllib.request
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

import typer

from salestalk_cli.api import LOOPBACK
from salestalk_cli.output import AsJson, print_json, printable, stdout, table
from salestalk_cli.problems import ExitCode, Problem
from salestalk_cli.progress import Progress
from salestalk_cli.tenants.household import move_out
from salestalk_cli.tenants.office import ApiUrl, Office, TenantId, Token, path_of

LONGEST_WAIT: Final = 3_600.0
"""Seconds; the work goes on without us."""
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
PAGE: Final = 200
BLOCK: Final = 1024 * 1024
DOWNLOAD_SECONDS: Final = 60

To = Annotated[Path | None, typer.Option("--to", help="Fetch all files into this folder, each checked.")]
NoWait = Annotated[bool, typer.Option("--no-wait", help="Do not wait until it is done.")]
SkipExport = Annotated[
    bool, typer.Option("--skip-export", help="Erase without an export of everything the tenant has.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask for the tenant's id once more.")]


def export(
    tenant_id: TenantId,
    to: To = None,
    no_wait: NoWait = False,
    api_url: ApiUrl = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Export all that a tenant owns, as JSON lines and CSV. Of a suspended tenant it holds everything there is."""
    office, progress = Office.taken(api_url, token), Progress()
    reply = office.call("POST", f"{path_of(tenant_id)}/export")
    job, place = reply.body, f"{path_of(tenant_id)}/export/{reply.body['exportId']}"
    if not no_wait or to is not None:
        with progress.stage("Everything exported"):
            job = _until_over(office, place, job)
    if to is not None:
        with progress.stage(f"Files fetched into {to}"):
            _fetch_all(office, place, to)
    if as_json:
        print_json(job)
    else:
        _print_export(job)


def delete(  # the options of a command
    tenant_id: TenantId,
    skip_export: SkipExport = False,
    yes: Yes = False,
    no_wait: NoWait = False,
    api_url: ApiUrl = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Close a tenant and erase all it has, for good. The same command again shows how it goes, then the certificate."""
    office, progress = Office.taken(api_url, token), Progress()
    if not yes and office.tenant(tenant_id)["status"] not in ("deleting", "deleted"):
        _confirm(tenant_id)
    query = "?export=skip" if skip_export else ""
    try:
        job = office.call("DELETE", f"{path_of(tenant_id)}{query}").body
    except Problem as problem:
        raise Problem(str(problem).replace("export=skip", "--skip-export"), problem.exit_code) from None
    if not no_wait:
        with progress.stage("Everything erased"):
            job = _until_over(office, f"{path_of(tenant_id)}/erasure", job)
    if "certificate" in job:
        move_out(office, tenant_id)
    if as_json:
        print_json(job)
    elif "certificate" in job:
        _print_certificate(job["certificate"])
    else:
        stdout().print(f"It is being erased; see how it goes: salestalk tenants delete {tenant_id}", soft_wrap=True)


def _confirm(tenant_id: str) -> None:
    typed = typer.prompt(f"All that {tenant_id} has will be gone for good. Its id, once more", err=True)
    if typed.strip() != tenant_id:
        raise Problem("That is another id; nothing was done.", ExitCode.USAGE)


def _until_over(office: Office, place: str, job: Any) -> Any:
    """The job once it is done. Raises `Problem` with the reason when it failed, or takes too long."""
    end, pause = time.monotonic() + LONGEST_WAIT, FIRST_PAUSE
    while job["state"] in ("waiting", "running"):
        if time.monotonic() > end:
            raise Problem(f"It is still at {job.get('step')}; repeat the command to see how it goes.")
        time.sleep(pause)
        pause = min(LONGEST_PAUSE, pause * 1.5)
        job = office.call("GET", place).body
    if job["state"] == "failed":
        raise Problem(f"It failed at {job.get('step')}: {job.get('reason')} Put it right and repeat the command.")
    return job


def _fetch_all(office: Office, place: str, folder: Path) -> None:
    for file in _files(office, place):
        path = PurePosixPath(file["name"])
        if path.is_absolute() or ".." in path.parts:
            raise Problem(f"The file {printable(file['name'])} leads out of the folder; it was not fetched.")
        _fetch(file, folder.joinpath(*path.parts))


def _files(office: Office, place: str) -> Iterator[Mapping[str, Any]]:
    """All files of an export, then its manifest."""
    cursor = ""
    while True:
        page = office.call("GET", f"{place}?limit={PAGE}{cursor}").body
        yield from page.get("files", ())
        if "nextCursor" not in page:
            yield {"name": "manifest.json", "download": page["manifest"]}
            return
        cursor = f"&cursor={page['nextCursor']}"


def _fetch(file: Mapping[str, Any], path: Path) -> None:
    """One file, whole or not at all."""
    url, digest, size = file["download"]["url"], hashlib.sha256(), 0
    if urlsplit(url).scheme not in ("http", "https"):
        raise Problem(f"{printable(file['name'])} has no web address.")
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _opener(url).open(url, timeout=DOWNLOAD_SECONDS) as answer, part.open("wb") as copy:
            while block := answer.read(BLOCK):
                digest.update(block)
                size += len(block)
                copy.write(block)
        expected = (file.get("sha256", digest.hexdigest()), file.get("bytes", size))
        if (digest.hexdigest(), size) != expected:
            raise Problem(f"{printable(file['name'])} did not arrive as it was exported; repeat the command.")
        part.replace(path)
    except OSError as error:
        raise Problem(f"{printable(file['name'])} could not be fetched: {error}; repeat the command.") from None
    finally:
        part.unlink(missing_ok=True)


def _opener(url: str) -> urllib.request.OpenerDirector:
    """A proxy is for the world outside, not for this machine."""
    is_local = urlsplit(url).hostname in LOOPBACK
    return urllib.request.build_opener(*([urllib.request.ProxyHandler({})] if is_local else []))


def _print_export(job: Any) -> None:
    console = stdout()
    console.print(f"Export {job['exportId']} of {job['tenantId']}: {job['state']}", soft_wrap=True)
    for name, count in sorted(job["counts"].items()):
        console.print(f"  {name:16}{count}")
    if job["state"] != "done":
        return
    console.print(f"Its files are kept until {_day(job['expiresAt'])}.")
    if job["isFinal"]:
        console.print(f"It holds everything: salestalk tenants delete {job['tenantId']}", soft_wrap=True)
    else:
        console.print(
            "The tenant was in use meanwhile: suspend it and export again before you delete it.", soft_wrap=True
        )


def _print_certificate(certificate: Any) -> None:
    console = stdout()
    erased = table(f"Erased: {certificate['tenantId']}, {_day(certificate['issuedAt'])}", "What", "Where", "How many")
    for each in certificate["erased"]:
        erased.add_row(printable(each["what"]), printable(each["where"]), str(each.get("count", "")))
    console.print(erased)
    remains = table("What remains", "What", "Where", "Why", "Until")
    for each in certificate["remains"]:
        until = _day(each["until"]) if "until" in each else "kept"
        remains.add_row(*(printable(each[name]) for name in ("what", "where", "why")), until)
    console.print(remains)
    console.print(f"Certificate {certificate['certificateId']}", soft_wrap=True)


def _day(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d")
