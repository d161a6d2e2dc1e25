"""What colleagues make of answers, on the real engine: at once, listed by an index, and gone without a trace."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from salestalk.contracts.colleagues import MAX_COMMENTS, Comment, Person, Pin, Share
from salestalk.errors import Conflict, NotFound
from salestalk.ingestion.comments import CommentBook
from salestalk.ingestion.pins import PinBoard
from salestalk.ingestion.shares import ShareBook
from tests.integration.ingestion_support import new_tenant

T = 1_760_000_000
USERS = 12


@pytest.fixture
def tenant(emulator):
    return new_tenant(emulator, f"colleagues-{uuid4().hex[:8]}")


def nobody_minds(_):
    return None


def a_pin(message_id, user="ada", at=T, **fields):
    who = Person(user_id=user, name=f"{user}@acme.example")
    return Pin(message_id=message_id, session_id=str(uuid4()), pinned_by=who, pinned_at=at, answer="x", **fields)


def at_once(action):
    with ThreadPoolExecutor(USERS) as pool:
        return list(pool.map(action, range(USERS)))


def test_however_many_pin_an_answer_at_once_it_is_one_users_pin(tenant):
    board, message_id = PinBoard(tenant.store, tenant.strategy), str(uuid4())
    made = at_once(lambda number: board.pin(tenant.tenant_id, a_pin(message_id, f"user-{number}"), until=T * 2))
    assert len({pin.pinned_by.user_id for pin in made}) == 1
    assert board.pins(tenant.tenant_id, limit=5).items == (made[0],)


def test_pins_are_listed_by_time_and_what_is_taken_down_leaves_the_list_and_no_word(tenant):
    board, ids = PinBoard(tenant.store, tenant.strategy), [str(uuid4()) for _ in range(4)]
    for number, message_id in enumerate(ids):
        board.pin(tenant.tenant_id, a_pin(message_id, at=T + number, note="secret"), until=None)
    assert board.unpin(tenant.tenant_id, ids[2], nobody_minds, now=T + 9)
    first = board.pins(tenant.tenant_id, limit=2)
    rest = board.pins(tenant.tenant_id, limit=2, cursor=first.next_cursor)
    assert [pin.message_id for pin in (*first.items, *rest.items)] == [ids[3], ids[1], ids[0]]
    (left,) = tenant.scan(tenant.messages_table, f"ABOUT#{ids[2]}")
    assert left.keys() == {"pk", "sk", "removedAt", "ttl", "revision"}
    assert not at_once(lambda _: board.unpin(tenant.tenant_id, ids[2], nobody_minds, now=T + 9))[0]


def a_share(message_id, user="ada", at=T):
    who = Person(user_id=user, name=f"{user}@acme.example")
    return Share(share_id=str(uuid4()), message_id=message_id, shared_by=who, shared_at=at)


def test_however_often_a_user_shares_an_answer_at_once_it_is_one_share(tenant):
    book, message_id = ShareBook(tenant.store, tenant.strategy), str(uuid4())
    made = at_once(lambda _: book.share(tenant.tenant_id, a_share(message_id), until=T * 2))
    assert [is_new for _, is_new in made].count(True) == 1
    ((share_id,),) = {(share.share_id,) for share, _ in made}
    assert len(tenant.scan(tenant.messages_table, "SHARE#")) == 1
    assert book.shared(tenant.tenant_id, share_id).message_id == message_id


def test_a_share_that_many_withdraw_at_once_is_gone_once(tenant):
    book = ShareBook(tenant.store, tenant.strategy)
    share, _ = book.share(tenant.tenant_id, a_share(str(uuid4())), until=None)
    gone = at_once(lambda _: book.withdraw(tenant.tenant_id, share.share_id, nobody_minds, now=T + 1))
    assert gone.count(True) == 1
    with pytest.raises(NotFound):
        book.shared(tenant.tenant_id, share.share_id)


def a_comment(message_id, comment_id=None, text="x", at=T):
    who = Person(user_id="ada", name="ada@acme.example")
    return Comment(comment_id=comment_id or str(uuid4()), message_id=message_id, author=who, text=text, written_at=at)


def test_a_comment_that_comes_many_times_at_once_is_kept_and_counted_once(tenant):
    book, message_id, comment_id = CommentBook(tenant.store, tenant.strategy), str(uuid4()), str(uuid4())
    made = at_once(lambda _: book.add(tenant.tenant_id, a_comment(message_id, comment_id), until=T * 2))
    assert [is_new for _, is_new in made].count(True) == 1
    assert len(book.all(tenant.tenant_id, message_id).items) == 1
    gone = at_once(lambda _: book.remove(tenant.tenant_id, message_id, comment_id, nobody_minds, now=T))
    assert gone.count(True) == 1
    (count,) = (
        row for row in tenant.scan(tenant.messages_table, f"ABOUT#{message_id}") if row["sk"]["S"] == "COMMENTS"
    )
    assert count["comments"] == {"N": "0"}


def test_an_answer_holds_no_more_than_so_many_comments_however_many_write_at_once(tenant):
    book, message_id = CommentBook(tenant.store, tenant.strategy), str(uuid4())
    long = "\U0001f4c9" * 2_000
    for number in range(MAX_COMMENTS - 3):
        book.add(tenant.tenant_id, a_comment(message_id, text=long, at=T + number), until=None)

    def one_more(_):
        try:
            return book.add(tenant.tenant_id, a_comment(message_id, at=T * 2), until=None)[1]
        except Conflict:
            return False

    assert at_once(one_more).count(True) == 3
    found = book.all(tenant.tenant_id, message_id).items
    assert len(found) == MAX_COMMENTS
    assert [each.written_at for each in found] == sorted(each.written_at for each in found)
