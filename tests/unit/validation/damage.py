"""Ways to break an example tenant's data, each in one place."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from salestalk.contracts.metric import MetricRecord
from salestalk_cli.validation.book import Slot, slot_of
from seed_data.loader import SeedTenant

Damage = Callable[[SeedTenant], SeedTenant]


def tenant(**changes: Any) -> Damage:
    """Change the registry entry."""
    return lambda seed: replace(seed, tenant=seed.tenant.model_copy(update=changes))


def profile(**changes: Any) -> Damage:
    """Change the registry entry's metadata."""
    return lambda seed: tenant(metadata=seed.tenant.metadata.model_copy(update=changes))(seed)


def row(slot: Slot, **changes: Any) -> Damage:
    """Change the row of a slot, which must be there."""

    def damage(seed: SeedTenant) -> SeedTenant:
        hit = [record for record in seed.records if slot_of(record) == slot]
        assert hit, f"{slot} is there to be damaged"
        changed = tuple(
            record.model_copy(update=changes) if slot_of(record) == slot else record for record in seed.records
        )
        return replace(seed, records=changed)

    return damage


def off_by_one(slot: Slot) -> Damage:
    """Make a value one more."""
    return lambda seed: row(slot, value=_value(seed, slot) + 1)(seed)


def rows_without(gone: Callable[[MetricRecord], bool]) -> Damage:
    """Leave rows out."""

    def damage(seed: SeedTenant) -> SeedTenant:
        kept = tuple(record for record in seed.records if not gone(record))
        assert len(kept) < len(seed.records), "something is left out"
        return replace(seed, records=kept)

    return damage


def added(**fields: Any) -> Damage:
    """Add a row."""
    defaults: dict[str, Any] = {"value": Decimal(1), "unit": "count", "recorded_at": 1_760_000_000, "dimensions": {}}
    return lambda seed: replace(seed, records=(*seed.records, MetricRecord.model_construct(**{**defaults, **fields})))


def doubled(slot: Slot) -> Damage:
    """Put a row there twice."""
    return lambda seed: replace(seed, records=(*seed.records, *(r for r in seed.records if slot_of(r) == slot)))


def definition(subject: str, **changes: Any) -> Damage:
    """Change what a metric is defined as."""
    return lambda seed: replace(
        seed,
        definitions=tuple(
            each.model_copy(update=changes) if each.subject == subject else each for each in seed.definitions
        ),
    )


def message(index: int, **changes: Any) -> Damage:
    """Change one of the messages."""

    def damage(seed: SeedTenant) -> SeedTenant:
        messages = list(seed.messages)
        messages[index] = messages[index].model_copy(update=changes)
        return replace(seed, messages=tuple(messages))

    return damage


def reading(index: int, **changes: Any) -> Damage:
    """Change how a message was understood."""

    def damage(seed: SeedTenant) -> SeedTenant:
        classification = seed.messages[index].classification
        assert classification is not None
        return message(index, classification=classification.model_copy(update=changes))(seed)

    return damage


def citation(index: int, **changes: Any) -> Damage:
    """Change the first reference of a message."""

    def damage(seed: SeedTenant) -> SeedTenant:
        first, *rest = seed.messages[index].data_references or ()
        return message(index, data_references=(first.model_copy(update=changes), *rest))(seed)

    return damage


def _value(seed: SeedTenant, slot: Slot) -> Decimal:
    return next(record.value for record in seed.records if slot_of(record) == slot)
