"""Making a tenant through the API: once, whatever is repeated, cut short or going wrong."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestalk.contracts.administration import TenantRequest
from salestalk.contracts.base import parse
from salestalk.contracts.tenant import Tenant, TenantStatus
from salestalk.errors import Conflict, Unavailable
from salestalk.tenancy.admission import Asked, derived_id
from salestalk.tenancy.creation import BEGINS_WITHIN, CLEARED_WITHIN, Creation
from salestalk.tenancy.lifecycle import activated, claimed, deleted, failure, holder
from salestalk.tenancy.session_policy import checked_tenant_id
from tests.unit.functions.fakes import Clock
from tests.unit.tenancy.fakes import NOW, MemoryStore
from tests.unit.tenancy.onboarding_fakes import CutShort, Fuse, MemoryBook, MemoryStacks, Time

BODY = {"name": "ACME Corporation", "ownerEmail": "owner@acme.example", "plan": "standard"}
FAR = 1_000.0


class FusedStore(MemoryStore):
    """A registry before whose writes the function may die."""

    def __init__(self, fuse: Fuse) -> None:
        super().__init__()
        self.fuse = fuse

    def put(self, tenant: Tenant, *, replacing: Tenant | None, deadline: float | None = None) -> bool:
        self.fuse.burn()
        return super().put(tenant, replacing=replacing, deadline=deadline)


@dataclass
class World:
    """A creation over memory, and what the stack's own side does."""

    fuse: Fuse = field(default_factory=Fuse)
    now: Clock = field(default_factory=lambda: Clock(NOW))
    time: Time = field(default_factory=Time)

    def __post_init__(self) -> None:
        self.store, self.book, self.stacks = FusedStore(self.fuse), MemoryBook(self.fuse), MemoryStacks(self.fuse)
        self.creation = Creation(self.store, self.book, self.stacks, self.now, self.time, self.time.sleep)

    def ask(self, *, once: str | None = None, otherwise: str = "request-1", **body: Any) -> Tenant:
        wanted = parse(TenantRequest, {**BODY, **body})
        return self.creation.request(Asked(wanted, once, otherwise), deadline=FAR)

    def entry(self, tenant_id: str = "acme") -> Tenant:
        found = self.store.get(tenant_id)
        assert found is not None
        return found

    def look(self, tenant_id: str = "acme") -> Tenant:
        return self.creation.settled(self.entry(tenant_id), deadline=FAR)

    def register(self, tenant_id: str = "acme") -> None:
        """What the stack's registration does."""
        stack, now = self.stacks.standing[tenant_id], self.now.seconds
        entry = claimed(self.entry(tenant_id), self.stacks.created[-1][0], stack.stack_id, now)
        self.store.entries[tenant_id] = activated(entry, stack.stack_id, now)
        self.stacks.now(tenant_id, "CREATE_COMPLETE")

    def fail(self, tenant_id: str = "acme", *, claim: bool = True, reason: str = "Registration: no.") -> None:
        """A stack that fails and is rolled back, after its registration claimed the id, or before."""
        stack, now = self.stacks.standing[tenant_id], self.now.seconds
        if claim:
            entry = claimed(self.entry(tenant_id), self.stacks.created[-1][0], stack.stack_id, now)
            taken_back = deleted(entry, stack.stack_id, now)
            assert taken_back is not None
            self.store.entries[tenant_id] = taken_back
        self.stacks.now(tenant_id, "ROLLBACK_COMPLETE", reason=reason)


@pytest.fixture
def world() -> World:
    return World()


def test_a_tenant_is_registered_before_its_stack_is_begun_and_active_when_that_stands(world):
    entry = world.ask(tenantId="acme", sampleData=True)

    assert (entry.tenant_id, entry.status, holder(entry)) == ("acme", TenantStatus.PROVISIONING, None)
    assert [(made.tenant_id, sample) for made, sample in world.stacks.created] == [("acme", True)]
    world.register()
    assert world.look().status is TenantStatus.ACTIVE


@pytest.mark.parametrize("when", ["at once", "while its stack is made", "when it is active", "when it is suspended"])
def test_the_same_request_again_gives_how_the_tenant_stands(world, when):
    world.ask(tenantId="acme", metadata={"region": "EMEA"})
    if when == "while its stack is made":
        stack = world.stacks.standing["acme"].stack_id
        world.store.entries["acme"] = claimed(world.entry(), world.entry(), stack, NOW)
    elif when != "at once":
        world.register()
    if when == "when it is suspended":
        world.store.entries["acme"] = world.entry().model_copy(update={"status": TenantStatus.SUSPENDED})

    again = world.ask(tenantId="acme", metadata={"region": "EMEA"})

    assert again == world.entry()
    assert len(world.stacks.created) == 1


def test_another_request_for_an_id_that_is_taken_is_told_every_difference(world):
    world.ask(tenantId="acme")

    with pytest.raises(Conflict) as refusal:
        world.ask(tenantId="acme", name="Other", plan="free", metadata={"region": "EMEA"})

    assert [fault.field for fault in refusal.value.faults] == ["name", "plan", "metadata"]
    assert len(world.stacks.created) == 1


def test_the_same_key_is_the_same_tenant_also_without_an_id(world):
    first, again = world.ask(once="u|k"), world.ask(once="u|k", otherwise="request-2")

    assert first.tenant_id == again.tenant_id
    assert first.tenant_id.startswith("acme-corporation-")
    assert len(world.stacks.created) == 1


def test_another_key_or_another_user_is_another_tenant(world):
    made = {world.ask(once=once).tenant_id for once in ("u|k", "u|k2", "v|k")}

    assert len(made) == 3


@pytest.mark.parametrize("other", [{"name": "Other"}, {"tenantId": "acme"}, {"sampleData": True}, {"plan": "free"}])
def test_a_key_that_was_used_for_another_request_is_refused_and_makes_nothing(world, other):
    world.ask(once="u|k")

    with pytest.raises(Conflict, match="Idempotency-Key was used"):
        world.ask(once="u|k", **other)

    assert len(world.store.entries) == len(world.stacks.created) == 1


def test_without_a_key_each_request_without_an_id_is_a_tenant_of_its_own(world):
    assert world.ask(otherwise="r-1").tenant_id != world.ask(otherwise="r-2").tenant_id


@pytest.mark.parametrize("steps", range(6))
@pytest.mark.parametrize("once", [None, "u|k"])
def test_a_request_that_dies_at_any_step_is_completed_when_it_is_repeated(world, steps, once):
    world.fuse.left = steps
    try:
        world.ask(tenantId="acme", once=once)
    except CutShort:
        world.fuse.left = None

    world.fuse.left = None
    assert world.ask(tenantId="acme", once=once).status is TenantStatus.PROVISIONING

    assert len(world.stacks.created) == 1
    world.register()
    assert world.look().status is TenantStatus.ACTIVE


def test_a_request_that_was_never_repeated_is_told_to_have_failed_after_a_while(world):
    world.stacks.broken = True
    with pytest.raises(Unavailable):
        world.ask(tenantId="acme")
    assert world.look().status is TenantStatus.PROVISIONING

    world.now.seconds += BEGINS_WITHIN + 1
    assert (world.look().status, "never begun" in (failure(world.entry()) or "")) == (TenantStatus.FAILED, True)

    world.stacks.broken = False
    assert world.ask(tenantId="acme").status is TenantStatus.PROVISIONING


@pytest.mark.parametrize("claim", [True, False], ids=("by its registration", "before it"))
def test_a_stack_that_fails_leaves_the_reason_and_no_shell(world, claim):
    world.ask(tenantId="acme")
    world.fail(claim=claim, reason="TablesMetrics: the table exists.")

    seen = world.look()

    assert (seen.status, failure(seen)) == (TenantStatus.FAILED, "TablesMetrics: the table exists.")
    assert world.stacks.look("acme", deadline=FAR) is None
    assert world.look() == seen


@pytest.mark.parametrize("looked", [True, False])
@pytest.mark.parametrize("claim", [True, False])
@pytest.mark.parametrize("slowness", [0, 3])
def test_a_failed_tenant_is_made_by_the_same_request_sent_again(world, looked, claim, slowness):
    world.ask(tenantId="acme", once="u|k")
    world.fail(claim=claim)
    world.stacks.slowness = slowness
    if looked:
        world.look()

    assert world.ask(tenantId="acme", once="u|k").status is TenantStatus.PROVISIONING

    assert len(world.stacks.created) == 2
    world.register()
    entry = world.look()
    assert (entry.status, failure(entry), holder(entry)) == (
        TenantStatus.ACTIVE,
        None,
        world.stacks.standing["acme"].stack_id,
    )


def test_what_made_a_tenant_fail_can_be_put_right(world):
    world.ask(tenantId="acme")
    world.fail()
    world.look()

    assert world.ask(tenantId="acme", ownerEmail="new@acme.example").owner_email == "new@acme.example"


def test_while_a_failed_stack_is_cleared_away_a_request_is_told_to_wait(world):
    world.ask(tenantId="acme")
    world.fail()
    before = world.look()
    world.stacks.now("acme", "DELETE_IN_PROGRESS", anew=True)

    with pytest.raises(Conflict, match="ask again in a minute"):
        world.ask(tenantId="acme")

    assert world.time.seconds <= CLEARED_WITHIN
    assert world.entry() == before


def test_an_account_without_room_fails_the_tenant_with_that_reason(world):
    world.stacks.quota = 0

    with pytest.raises(Conflict, match="quota is used up"):
        world.ask(tenantId="acme")

    assert (world.entry().status, "quota" in (failure(world.entry()) or "")) == (TenantStatus.FAILED, True)
    world.stacks.quota = 1
    assert world.ask(tenantId="acme").status is TenantStatus.PROVISIONING


def test_a_deleted_tenant_comes_back_by_a_new_request_and_not_by_the_old_one(world):
    world.ask(tenantId="acme", once="u|k")
    world.register()
    world.now.seconds += 60
    gone = deleted(world.entry(), holder(world.entry()) or "", world.now.seconds)
    assert gone is not None
    world.store.entries["acme"] = gone
    world.stacks.now("acme", "DELETE_COMPLETE")

    assert world.ask(tenantId="acme", once="u|k").status is TenantStatus.DELETED
    assert world.ask(tenantId="acme", once="u|k2").status is TenantStatus.PROVISIONING


def test_a_tenant_that_is_being_deleted_is_not_begun_anew(world):
    world.ask(tenantId="acme")
    world.register()
    world.store.entries["acme"] = world.entry().model_copy(update={"status": TenantStatus.DELETING})

    with pytest.raises(Conflict, match="is being deleted"):
        world.ask(tenantId="acme")


def test_a_foreign_stack_of_the_tenants_name_fails_it(world):
    world.stacks.now("acme", "UPDATE_COMPLETE", anew=True)

    world.ask(tenantId="acme")

    assert "does not hold it" in (failure(world.look()) or "")
    assert world.stacks.standing["acme"].status == "UPDATE_COMPLETE"


def test_looking_at_a_tenant_that_is_settled_asks_cloudformation_nothing(world):
    world.ask(tenantId="acme")
    world.register()
    world.stacks.look = None  # type: ignore[method-assign,assignment]

    assert world.look().status is TenantStatus.ACTIVE


@given(st.text(min_size=1, max_size=256), st.text())
def test_every_name_gives_a_tenant_id(name, cause):
    tenant_id = derived_id(name, cause)

    assert checked_tenant_id(tenant_id) == tenant_id == derived_id(name, cause)


def test_an_id_reminds_of_the_name():
    assert derived_id("Müller & Söhne GmbH", "c").startswith("muller-sohne-gmbh-")
    assert derived_id("株式会社", "c").startswith("tenant-")
