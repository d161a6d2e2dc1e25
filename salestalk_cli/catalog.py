"""`salestalk metrics`: which metrics a tenant has, in a table."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from salestalk_cli.ask import ApiUrl, Seat, Tenant, Token
from salestalk_cli.output import AsJson, print_json, printable, stdout, table
from salestalk_cli.problems import Problem

SHOWN_VALUES: Final = 6


def metrics(tenant: Tenant = None, api_url: ApiUrl = None, token: Token = None, as_json: AsJson = False) -> None:
    """List the tenant's metrics: what they are called, their units and kinds, their slices and periods."""
    entries = catalog_of(Seat.taken(tenant, api_url, token))
    if as_json:
        print_json({"metrics": entries})
        return
    rows = table("Metrics", "Metric", "Name", "Unit", "Kind", "Dimensions", "Periods", "Also called")
    for entry in entries:
        rows.add_row(*map(printable, _cells(entry)))
    if rows.row_count:
        stdout().print(rows)
    else:
        stdout().print("No metrics are loaded yet; load some with: salestalk ingest FILE")


def catalog_of(seat: Seat) -> Sequence[Mapping[str, Any]]:
    """The catalog's entries. Raises `Problem`."""
    reply = seat.api.call("GET", "/metrics")
    if reply.status != 200:
        raise Problem(f"The API answered {reply.status} when asked which metrics there are.")
    entries: Sequence[Mapping[str, Any]] = reply.body["metrics"]
    return entries


def _cells(entry: Mapping[str, Any]) -> list[str]:
    kind = f"{entry['kind']}, target of {entry['targetOf']}" if entry.get("targetOf") else entry["kind"]
    dimensions = [f"{name} ({_some(values)})" for name, values in entry.get("dimensions", {}).items()]
    spans = [f"{span['first']} to {span['last']}" for span in entry.get("periods", {}).values()]
    synonyms = ", ".join(entry.get("synonyms", ()))
    return [
        entry["subject"], entry["displayName"], entry["unit"], kind, "\n".join(dimensions), "\n".join(spans), synonyms,
    ]  # fmt: skip


def _some(values: Sequence[str]) -> str:
    more = len(values) - SHOWN_VALUES
    return ", ".join(values[:SHOWN_VALUES]) + (f" and {more} more" if more > 0 else "")
