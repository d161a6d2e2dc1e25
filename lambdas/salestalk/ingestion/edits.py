"""Whether a change that somebody asks for may be made to a metric's catalog entry: all faults at once."""

from collections.abc import Iterator

from salestalk.contracts.catalog import Catalog, CatalogEntry, Kind, MetricDefinition
from salestalk.contracts.metricchange import MetricChange
from salestalk.errors import Conflict, Fault
from salestalk.ingestion.inference import is_ratio_unit

_NOT_OF_THE_METRIC = frozenset({"revision"})


def definition_of(subject: str, change: MetricChange) -> MetricDefinition:
    """What the change says, as the catalog takes it: only what was given is set."""
    given = change.model_fields_set - _NOT_OF_THE_METRIC
    return MetricDefinition(subject=subject, **{name: getattr(change, name) for name in given})


def check_change(entry: CatalogEntry, change: MetricChange, catalog: Catalog) -> None:
    """Raise `Conflict` with everything that speaks against the change, among all of the tenant's entries."""
    faults = [*_moved(entry, change), *_unsafe_kind(entry, change, catalog), *_taken(entry, change, catalog)]
    if faults:
        raise Conflict(f"The change of {entry.subject} cannot be made.", faults)


def _moved(entry: CatalogEntry, change: MetricChange) -> Iterator[Fault]:
    if change.revision is not None and change.revision != entry.revision:
        said = f"revision: the metric was changed since; its revision is {entry.revision} now"
        yield Fault("revision", "changed_since", said)


def _unsafe_kind(entry: CatalogEntry, change: MetricChange, catalog: Catalog) -> Iterator[Fault]:
    """Nothing may be summed that must not be, nor divided that is no amount."""
    if change.kind in (None, entry.kind):
        return
    if change.kind is Kind.RATIO:
        users = [each.subject for each in catalog if entry.subject in (each.numerator, each.denominator)]
        if users:
            said = f"kind: {', '.join(users)} is computed from it, so it must stay an amount"
            yield Fault("kind", "part_of_a_ratio", said)
    elif is_ratio_unit(entry.unit):
        yield Fault("kind", "ratio_unit", f"kind: values in {entry.unit} do not add up, so it must stay a ratio")
    elif entry.numerator or entry.denominator:
        yield Fault("kind", "computed_ratio", "kind: it is computed from other metrics, so it must stay a ratio")


def _taken(entry: CatalogEntry, change: MetricChange, catalog: Catalog) -> Iterator[Fault]:
    """A name that means another metric already would make every question with it ambiguous."""
    owners = {name: each.subject for each in catalog if each.subject != entry.subject for name in _names(each)}
    wanted = [("displayName", change.display_name)] if change.display_name else []
    wanted += [(f"synonyms.{number}", name) for number, name in enumerate(change.synonyms or ())]
    for field, name in wanted:
        if owner := owners.get(_plain(name)):
            yield Fault(field, "name_taken", f"{field}: {name!r} means {owner} already")


def _names(entry: CatalogEntry) -> Iterator[str]:
    return map(_plain, (entry.subject, entry.display_name, *entry.synonyms))


def _plain(name: str) -> str:
    """As names are compared: whatever their case, their spaces and underscores."""
    return " ".join(name.casefold().replace("_", " ").split())
