from dataclasses import dataclass, field

import pytest

from salestalk.errors import InvalidInput, Unavailable
from tests.unit.events.samples import event, narrated, provisioned
from tests.unit.functions.fakes import Marks
from welcome_worker.letter import letter_of
from welcome_worker.welcoming import Told, Welcoming


@dataclass
class Operators:
    """What they were told."""

    told: list[tuple[str, str]] = field(default_factory=list)
    broken: bool = False

    def tell(self, subject: str, text: str, *, deadline: float) -> None:
        if self.broken:
            raise Unavailable("Publish: no answer")
        self.told.append((subject, text))


@pytest.fixture
def operators() -> Operators:
    return Operators()


@pytest.fixture
def marks() -> Marks:
    return Marks()


@pytest.fixture
def welcoming(operators, marks) -> Welcoming:
    return Welcoming(operators, lambda event, deadline: marks)


def test_operators_are_told_once_of_a_tenant_and_what_its_owner_does_first(welcoming, operators):
    ready = event(provisioned())
    assert [welcoming.welcome(ready, deadline=1) for _ in range(3)] == [Told.TOLD, Told.DUPLICATE, Told.DUPLICATE]
    ((subject, text),) = operators.told
    assert subject == "SalesTalk: tenant acme is ready"
    assert "owner@acme.example" in text
    assert "salestalk ingest FILE.csv --tenant acme" in text


def test_who_has_example_data_is_told_to_ask(welcoming, operators):
    seeded = provisioned().model_copy(update={"sample_data_seeded": True})
    assert "Example data is loaded" in letter_of(event(seeded)).text


def test_a_note_that_could_not_be_sent_is_sent_when_the_event_comes_again(welcoming, operators):
    operators.broken = True
    with pytest.raises(Unavailable):
        welcoming.welcome(event(provisioned()), deadline=1)
    operators.broken = False
    assert welcoming.welcome(event(provisioned()), deadline=1) == Told.TOLD
    assert len(operators.told) == 1


def test_another_event_is_refused(welcoming, operators):
    with pytest.raises(InvalidInput):
        welcoming.welcome(event(narrated(), tenant_id="acme-corp-001"), deadline=1)
    assert operators.told == []


def test_a_subject_is_what_a_mail_can_carry():
    ready = provisioned("a" * 64)
    subject = letter_of(event(ready, tenant_id="a" * 64)).subject
    assert subject.isascii()
    assert len(subject) <= 100
