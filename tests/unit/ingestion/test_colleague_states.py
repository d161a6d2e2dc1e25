"""Pins, shares and comments of several users in any order, against a model: each comes, stays and goes by itself."""

from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from salestalk.contracts.colleagues import Comment, Person, Pin, Share
from salestalk.errors import AccessDenied, NotFound
from salestalk.ingestion.comments import CommentBook, count_key
from salestalk.ingestion.pins import PinBoard
from salestalk.ingestion.shares import ShareBook
from salestalk.ingestion.slots import Permission
from salestalk.names import messages_table
from tests.unit.ingestion.fakes import DictStore, FakeTime

TENANT = "acme"
USERS = st.sampled_from(["ada", "bob", "cy"])
ANSWERS = st.sampled_from([str(UUID(int=number)) for number in range(2)])


def person(user: str) -> Person:
    return Person(user_id=user, name=f"{user}@acme.example")


def own_alone(user: str) -> Permission:
    def permit(made_by: str) -> None:
        if made_by != user:
            raise AccessDenied("not theirs")

    return permit


class Colleagues(RuleBasedStateMachine):
    """What stands, and what has to."""

    def __init__(self) -> None:
        super().__init__()
        self.store, strategy = DictStore(), FakeTime().strategy()
        self.board = PinBoard(self.store, strategy)
        self.links = ShareBook(self.store, strategy)
        self.book = CommentBook(self.store, strategy)
        self.now = 1_760_000_000
        self.pins: dict[str, str] = {}
        self.shares: dict[tuple[str, str], str] = {}
        self.withdrawn: set[str] = set()
        self.said: dict[str, tuple[str, str]] = {}

    def later(self) -> int:
        self.now += 1
        return self.now

    @rule(user=USERS, answer=ANSWERS)
    def pin(self, user: str, answer: str) -> None:
        wanted = Pin(message_id=answer, session_id=answer, pinned_by=person(user), pinned_at=self.later(), answer="x")
        pinned = self.board.pin(TENANT, wanted, until=None)
        assert pinned.pinned_by.user_id == self.pins.setdefault(answer, user)

    @rule(user=USERS, answer=ANSWERS)
    def unpin(self, user: str, answer: str) -> None:
        if self.pins.get(answer, user) != user:
            with pytest.raises(AccessDenied):
                self.board.unpin(TENANT, answer, own_alone(user), now=self.later())
        else:
            try:
                removed = self.board.unpin(TENANT, answer, own_alone(user), now=self.later())
            except NotFound:
                removed = False
            assert removed == (self.pins.pop(answer, None) is not None)

    @rule(user=USERS, answer=ANSWERS)
    def share(self, user: str, answer: str) -> None:
        wanted = Share(
            share_id=str(UUID(int=self.later())), message_id=answer, shared_by=person(user), shared_at=self.now
        )
        share, is_new = self.links.share(TENANT, wanted, until=None)
        assert is_new == ((user, answer) not in self.shares)
        assert share.share_id == self.shares.setdefault((user, answer), share.share_id)

    @rule(user=USERS, answer=ANSWERS)
    def withdraw(self, user: str, answer: str) -> None:
        if share_id := self.shares.pop((user, answer), None):
            assert self.links.withdraw(TENANT, share_id, own_alone(user), now=self.later())
            assert not self.links.withdraw(TENANT, share_id, own_alone(user), now=self.later())
            self.withdrawn.add(share_id)

    @rule(user=USERS, answer=ANSWERS)
    def comment(self, user: str, answer: str) -> None:
        made = Comment(
            comment_id=str(UUID(int=self.later())), message_id=answer, author=person(user), text="x",
            written_at=self.now,
        )  # fmt: skip
        assert self.book.add(TENANT, made, until=None) == (made, True)
        assert self.book.add(TENANT, made, until=None) == (made, False)
        self.said[made.comment_id] = (user, answer)

    @rule(user=USERS, data=st.data())
    def remove(self, user: str, data: st.DataObject) -> None:
        if not self.said:
            return
        comment_id = data.draw(st.sampled_from(sorted(self.said)))
        author, answer = self.said[comment_id]
        if author != user:
            with pytest.raises(AccessDenied):
                self.book.remove(TENANT, answer, comment_id, own_alone(user), now=self.later())
        else:
            assert self.book.remove(TENANT, answer, comment_id, own_alone(user), now=self.later())
            del self.said[comment_id]

    @invariant()
    def what_stands_is_what_was_put_up(self) -> None:
        listed = self.board.pins(TENANT, limit=50).items
        assert {pin.message_id: pin.pinned_by.user_id for pin in listed} == self.pins
        assert [pin.pinned_at for pin in listed] == sorted((pin.pinned_at for pin in listed), reverse=True)

    @invariant()
    def links_lead_where_they_were_made_to_or_nowhere(self) -> None:
        for (user, answer), share_id in self.shares.items():
            found = self.links.shared(TENANT, share_id)
            assert (found.shared_by.user_id, found.message_id) == (user, answer)
        for share_id in self.withdrawn:
            with pytest.raises(NotFound):
                self.links.shared(TENANT, share_id)

    @invariant()
    def comments_are_there_counted_and_open_where_somebody_sees_them(self) -> None:
        for number in range(2):
            answer = str(UUID(int=number))
            found = self.book.all(TENANT, answer)
            assert {one.comment_id for one in found.items} == {i for i, (_, a) in self.said.items() if a == answer}
            is_open = answer in self.pins or any(about == answer for _, about in self.shares)
            assert found.is_open == self.book.is_open(TENANT, answer) == is_open
            count = self.store.tables.get(messages_table(TENANT), {}).get(count_key(answer), {})
            assert count.get("comments", 0) == len(found.items)


TestColleagues = Colleagues.TestCase
TestColleagues.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
