"""Items that come, change and go under a key, written over what was there when it was looked at and nothing else.

What is removed is written over with a note that it was, which says nothing of what it held and expires at once: the
rights with which tenants' data is reached include no removal.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from salestalk.ingestion.store import Absent, Holds, Item, Key, Put

Permission = Callable[[str], None]
"""Raises `AccessDenied` unless what this user made, by user id, may be removed by whoever asks for that."""

_REMOVED_AT: Final = "removedAt"
_REVISION: Final = "revision"
_ONLY_STORED: Final = frozenset({"pk", "sk", "ttl", _REVISION})


def is_there(item: Item | None) -> bool:
    """Whether there is an item under the key that was not removed."""
    return item is not None and _REMOVED_AT not in item


def fields_of(item: Item) -> dict[str, Any]:
    """What was put, without what only the table needs."""
    return {name: value for name, value in item.items() if name not in _ONLY_STORED}


def put(key: Key, fields: Mapping[str, Any], *, over: Item | None, until: int | None) -> Put:
    """Write the fields in place of exactly ``over``; they expire at ``until`` (Unix seconds)."""
    revision = 1 if over is None else int(over[_REVISION]) + 1
    expires = {} if until is None else {"ttl": until}
    item = {"pk": key.pk, "sk": key.sk, **fields, **expires, _REVISION: revision}
    return Put(item, Absent() if over is None else Holds({_REVISION: over[_REVISION]}))


def removed(over: Item, *, now: int) -> Put:
    """Write over exactly this item that it was removed, ``now`` (Unix seconds)."""
    return put(Key(over["pk"], over["sk"]), {_REMOVED_AT: now}, over=over, until=now)
