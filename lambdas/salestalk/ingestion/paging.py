"""Pages of a list that is ordered by time.

A cursor holds a time and nothing else, so it can only say where to go on within the list it is given to: it names no
table, no key and no tenant. Items of the same second are never split between pages, so a page may hold a few more.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace

from salestalk.errors import Fault, InvalidInput
from salestalk.ingestion.retrying import RetryingStore
from salestalk.ingestion.store import Item, Query, SortRange


def encode_cursor(position: str) -> str:
    """An opaque text for a position."""
    return urlsafe_b64encode(position.encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> str:
    """The position of a cursor. Raises `InvalidInput` when it is none of ours."""
    try:
        return urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError:
        raise invalid_cursor() from None


def invalid_cursor() -> InvalidInput:
    """The fault of a cursor that was not given out."""
    return InvalidInput("The cursor is not valid.", [Fault("cursor", "cursor", "cursor: must be one given out before")])


def page_by_time(
    view: RetryingStore, table: str, query: Query, limit: int, cursor: str | None
) -> tuple[list[Item], str | None]:
    """At least ``limit`` items from an index whose sort key is `timestamp`, and the next cursor; fewer at the end."""
    after = SortRange("<" if query.descending else ">", (_time(cursor),)) if cursor else None
    found = view.query(table, replace(query, sort=after, limit=limit + 1))
    if len(found) <= limit:
        return found, None
    last = int(found[limit - 1]["timestamp"])
    if found[limit]["timestamp"] != last:
        return found[:limit], encode_cursor(str(last))
    tied = view.query(table, replace(query, sort=SortRange("=", (last,)), limit=None))
    return [*(item for item in found if item["timestamp"] != last), *tied], encode_cursor(str(last))


def _time(cursor: str) -> int:
    position = decode_cursor(cursor)
    if not (position.isascii() and position.isdigit() and len(position) <= 12):
        raise invalid_cursor()
    return int(position)
