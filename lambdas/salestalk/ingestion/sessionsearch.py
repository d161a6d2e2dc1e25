"""Finding sessions by their words: read from the latest on, so many at a time, and told how far that went.

No index knows words, and a scan would be needed to look at everything at once. So a search is a bounded walk that
says what it looked at; who wants more goes on from there.
"""

import unicodedata
from collections.abc import Callable
from typing import Final

from salestalk.contracts.session import SessionRollup
from salestalk.ingestion.paging import encode_cursor
from salestalk.ingestion.store import Page
from salestalk.values import frozen

LOOKED_AT: Final = 500
"""Sessions, for one page of a search; those of the same second stay together, so a few more may be."""
_AT_ONCE: Final = 100

PageAt = Callable[[str | None, int], Page[SessionRollup]]
"""The sessions from a cursor on, so many of them."""


@frozen
class FoundSessions:
    """What a search found, how many sessions it looked at for it, and the last activity of the last of them."""

    page: Page[SessionRollup]
    looked_at: int
    back_to: int | None


def search(page_at: PageAt, wanted: str, limit: int, cursor: str | None) -> FoundSessions:
    """At least ``limit`` sessions with every word of ``wanted``, or as many as there are among `LOOKED_AT`."""
    words = _folded(wanted).split()
    found: list[SessionRollup] = []
    looked_at, last = 0, None
    while True:
        page = page_at(cursor, _AT_ONCE)
        for session in page.items:
            if len(found) >= limit and session.last_activity_at != last:
                return FoundSessions(Page(tuple(found), encode_cursor(str(last))), looked_at, last)
            looked_at, last = looked_at + 1, session.last_activity_at
            if _holds(session, words):
                found.append(session)
        cursor = page.next_cursor
        if cursor is None or looked_at >= LOOKED_AT:
            return FoundSessions(Page(tuple(found), cursor), looked_at, last)


def _holds(session: SessionRollup, words: list[str]) -> bool:
    text = _folded(f"{session.name or ''}\n{session.title or ''}")
    return all(word in text for word in words)


def _folded(text: str) -> str:
    """Without regard to upper and lower case, and to the ways in which one character can be written."""
    return unicodedata.normalize("NFKC", text).casefold()
