"""A conversation as a file: a line for the session, and one for each of its messages in order."""

from collections.abc import Callable, Iterator
from typing import Protocol

from salestalk import names
from salestalk.contracts.events import ConversationCompleted, Event
from salestalk.contracts.jsontext import dumps
from salestalk.errors import InvalidInput
from salestalk.ingestion.history import MessageHistory
from salestalk.values import frozen

PAGE = 100


class Files(Protocol):
    """The files of one tenant."""

    def write_all(self, key: str, parts: Iterator[bytes]) -> None:
        """Write a file of any size, whole or not at all. Raises `Unavailable`."""


@frozen
class Drawer:
    """One tenant's conversations and files."""

    history: MessageHistory
    files: Files


@frozen
class Archiving:
    """Archives conversations.

    ``drawer_of`` gives one that only the tenant's credentials reach, if it was there at the moment, by a deadline.
    """

    drawer_of: Callable[[str, str, float], Drawer]

    def archive(self, event: Event, *, deadline: float) -> str:
        """Write the file and give its key; the same event writes the same file again.

        Raises `InvalidInput` for another event, `TenantNotActive`, `Unavailable`.
        """
        if not isinstance(event.data, ConversationCompleted):
            raise InvalidInput(f"{event.event_type} is no end of a conversation.")
        drawer = self.drawer_of(event.tenant_id, event.timestamp, deadline)
        key = archive_key(event.tenant_id, event.data)
        drawer.files.write_all(key, lines(drawer.history, event.tenant_id, event.data, deadline))
        return key


def archive_key(tenant_id: str, ended: ConversationCompleted) -> str:
    """``tenant-{tenantId}/conversations/{yyyy}/{mm}/{sessionId}.jsonl``, by the month in which it began.

    A conversation that went on after its end replaces its file: the longer one holds the shorter.
    """
    month = f"{ended.start_time:%Y/%m}"
    return f"{names.s3_prefix(tenant_id)}{names.CONVERSATIONS_FOLDER}/{month}/{ended.conversation_id}.jsonl"


def lines(history: MessageHistory, tenant_id: str, ended: ConversationCompleted, deadline: float) -> Iterator[bytes]:
    """The file's lines: the session first, then page by page its messages."""
    yield _line({"kind": "conversation", **ended.as_item()})
    cursor: str | None = None
    while True:
        page = history.messages(tenant_id, ended.conversation_id, limit=PAGE, cursor=cursor, deadline=deadline)
        for message in page.items:
            yield _line({"kind": "message", **message.as_item()})
        cursor = page.next_cursor
        if cursor is None:
            return


def _line(value: dict[str, object]) -> bytes:
    return dumps(value).encode() + b"\n"
