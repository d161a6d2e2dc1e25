"""Requests that come once more: in other letters, or after the tenant was erased."""

from dataclasses import replace

import pytest

from salestalk.contracts.tenant import TenantStatus
from salestalk.errors import Conflict
from salestalk.tenancy.lifecycle import deleted, holder
from tests.unit.tenancy.test_creation import World


@pytest.fixture
def world() -> World:
    return World()


def test_an_owner_is_the_same_however_their_address_is_spelled(world):
    first = world.ask(tenantId="acme", ownerEmail="Owner@ACME.example")

    assert first.owner_email == "owner@acme.example"
    assert world.ask(tenantId="acme", ownerEmail="OWNER@acme.example") == world.entry()
    assert world.ask(once="u|k").tenant_id == world.ask(once="u|k", ownerEmail="Owner@acme.example").tenant_id


def test_an_erased_tenant_does_not_come_back_by_the_old_request_though_what_that_said_is_forgotten(world):
    world.ask(tenantId="acme", once="u|k")
    world.register()
    world.now.seconds += 60
    gone = deleted(world.entry(), holder(world.entry()) or "", world.now.seconds)
    assert gone is not None
    world.store.entries["acme"] = gone
    world.stacks.now("acme", "DELETE_COMPLETE")
    world.book.kept = {key: replace(noted, fingerprint=None) for key, noted in world.book.kept.items()}

    assert world.ask(tenantId="acme", once="u|k").status is TenantStatus.DELETED
    with pytest.raises(Conflict, match="Idempotency-Key was used"):
        world.ask(tenantId="other", once="u|k")
