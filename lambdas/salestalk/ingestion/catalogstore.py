"""The catalog as it is stored: one item per subject, each changed under its own optimistic lock."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import Final

from salestalk import names
from salestalk.contracts.catalog import CATALOG_PK, Catalog, CatalogEntry, MetricDefinition
from salestalk.errors import Conflict, Fault, InvalidInput, NotFound
from salestalk.ingestion.catalog import contradicts, edited
from salestalk.ingestion.idempotency import Contended, IdempotencyStrategy
from salestalk.ingestion.retrying import RetryingStore, together
from salestalk.ingestion.store import Absent, Holds, Item, ItemStore, Key, Put, Query, WritesRefused

REMEMBERED_ENTRIES: Final = 10_000
"""Of all tenants together: some 2 KB each."""
Transition = Callable[[CatalogEntry | None], CatalogEntry | None]
"""What an entry is to be in place of what it is; its revision is not the transition's business."""


def entry_of(item: Item) -> CatalogEntry:
    """The entry of an item."""
    return CatalogEntry.model_validate({name: value for name, value in item.items() if name not in ("pk", "sk")})


def entry_item(entry: CatalogEntry) -> Item:
    """The item of an entry."""
    return {"pk": CATALOG_PK, "sk": entry.subject, **entry.as_item()}


class EntriesRead:
    """Entries as they were last read, by tenant: an item that says what it said then is not validated again.

    Items are compared as a whole, so nothing is taken for what it is not; the tenant is part of the key. Safe to share
    between threads.
    """

    def __init__(self, size: int = REMEMBERED_ENTRIES) -> None:
        self._size = size
        self._known: OrderedDict[str, dict[str, tuple[Item, CatalogEntry]]] = OrderedDict()
        self._lock = Lock()

    def of(self, tenant_id: str, items: Iterable[Item]) -> dict[str, CatalogEntry]:
        """The entries of all items of a tenant's catalog, by subject, in the order given."""
        with self._lock:
            before = self._known.get(tenant_id, {})
        read: dict[str, tuple[Item, CatalogEntry]] = {}
        for item in items:
            known = before.get(item["sk"])
            read[item["sk"]] = known if known is not None and known[0] == item else (item, entry_of(item))
        with self._lock:
            self._known[tenant_id] = read
            self._known.move_to_end(tenant_id)
            while sum(map(len, self._known.values())) > self._size:
                self._known.popitem(last=False)
        return {entry.subject: entry for _, entry in read.values()}


class CatalogKeeper:
    """Reads and changes the catalog of any tenant whose tables the store may reach."""

    def __init__(self, store: ItemStore, strategy: IdempotencyStrategy, read: EntriesRead | None = None) -> None:
        """With ``read``, what was read for earlier requests need not be validated again."""
        self._store = store
        self._strategy = strategy
        self._read = read or EntriesRead()

    def catalog(self, tenant_id: str, *, deadline: float | None = None) -> Catalog:
        """All entries, in one query, as last written."""
        view = RetryingStore(self._store, self._strategy, deadline)
        items = view.query(names.metrics_table(tenant_id), Query(CATALOG_PK, consistent=True))
        return Catalog(tenant_id, self._read.of(tenant_id, items))

    def entries(
        self, tenant_id: str, subjects: Iterable[str], *, deadline: float | None = None
    ) -> dict[str, CatalogEntry]:
        """The entries of these subjects, as far as there are any."""
        view = RetryingStore(self._store, self._strategy, deadline)
        keys = [Key(CATALOG_PK, subject) for subject in subjects]
        items = view.get_many(names.metrics_table(tenant_id), keys)
        return {entry.subject: entry for entry in map(entry_of, items)}

    def edit(
        self,
        tenant_id: str,
        subject: str,
        change: MetricDefinition,
        *,
        check: Callable[[CatalogEntry], None] = lambda _: None,
        deadline: float | None = None,
    ) -> CatalogEntry:
        """Replace what the change names (names, synonyms, kind, …) and leave the rest.

        Raises `NotFound` for a subject that is not in the catalog, `Conflict` for another unit than that of its values,
        `InvalidInput` when the change is about another subject, and what ``check`` raises of the entry as it is.
        """
        if change.subject != subject:
            raise InvalidInput("The change is about another metric.", [Fault("subject", "subject", "subject: differs")])

        def transition(entry: CatalogEntry | None) -> CatalogEntry:
            if entry is None:
                raise NotFound(f"There is no metric {subject!r}.")
            check(entry)
            if contradicts(entry, change):
                fault = Fault("unit", "unit_conflict", f"unit: values of {subject} are kept in {entry.unit}")
                raise Conflict(f"{subject} is kept in {entry.unit}.", [fault])
            return edited(entry, change)

        changed = self.change(tenant_id, {subject: transition}, deadline=deadline)
        return changed[subject]

    def change(
        self,
        tenant_id: str,
        transitions: Mapping[str, Transition],
        *,
        known: Mapping[str, CatalogEntry] | None = None,
        deadline: float | None = None,
    ) -> dict[str, CatalogEntry]:
        """Apply a transition to each subject's entry and give the entries then.

        Nothing is written where nothing changes. ``known`` are the entries as last read, which saves reading
        them; those that are out of date are read again.
        """
        view = RetryingStore(self._store, self._strategy, deadline)
        table = names.metrics_table(tenant_id)
        first = dict(known) if known is not None else self.entries(tenant_id, transitions, deadline=deadline)
        changes = [_Change(view, table, subject, apply, first.get(subject)) for subject, apply in transitions.items()]
        done = together([change.make for change in changes])
        return {entry.subject: entry for entry in done if entry is not None}


class _Change:
    """One entry's change, repeated while others change it."""

    def __init__(
        self, view: RetryingStore, table: str, subject: str, transition: Transition, entry: CatalogEntry | None
    ) -> None:
        self._view = view
        self._table = table
        self._subject = subject
        self._transition = transition
        self._entry = entry

    def make(self) -> CatalogEntry | None:
        """The entry after the change."""
        return self._view.call(self._attempt)

    def _attempt(self) -> CatalogEntry | None:
        before, wanted = self._entry, self._transition(self._entry)
        if wanted is None or wanted == before:
            return before
        revised = wanted.model_copy(update={"revision": before.revision + 1 if before else 1})
        condition = Holds({"revision": before.revision}) if before else Absent()
        try:
            self._view.transact(self._table, [Put(entry_item(revised), condition)])
        except WritesRefused:
            item = self._view.get(self._table, Key(CATALOG_PK, self._subject))
            self._entry = entry_of(item) if item is not None else None
            raise Contended(f"the entry of {self._subject} moved") from None
        return revised
