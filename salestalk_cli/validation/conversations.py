"""Do the example conversations hold together, and does every number they cite lead back to a row?"""

import re
from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

from salestalk.contracts.message import Message, Sender
from salestalk.contracts.metric import parse_sk
from salestalk.contracts.reference import DataReference
from salestalk_cli.validation.book import Book, Slot
from salestalk_cli.validation.checks import Checks
from salestalk_cli.validation.expected import SESSIONS

CONVERSATIONS: Checks[Book] = Checks()


@CONVERSATIONS.check
def one_session(book: Book) -> Iterator[str]:
    """There are four messages, in the tenant's one session."""
    tenant_id = book.seed.tenant.tenant_id
    found = [message.session_id for message in book.seed.messages]
    if found != [SESSIONS.get(tenant_id)] * 4:
        yield f"the sessions are {found}"


@CONVERSATIONS.check
def own_messages(book: Book) -> Iterator[str]:
    """Every message is the tenant's own."""
    for message in book.seed.messages:
        if message.tenant_id != book.seed.tenant.tenant_id:
            yield f"{message.message_id} belongs to {message.tenant_id}"


@CONVERSATIONS.check
def message_ids(book: Book) -> Iterator[str]:
    """Message ids are random UUIDs, each used once."""
    ids = [message.message_id for message in book.seed.messages]
    yield from (f"{each} is there twice" for each in sorted(set(ids)) if ids.count(each) > 1)
    yield from (f"{each} is of version {UUID(each).version}" for each in ids if UUID(each).version != 4)


@CONVERSATIONS.check
def alternation(book: Book) -> Iterator[str]:
    """Questions and answers alternate in time."""
    senders = [message.sender for message in book.seed.messages]
    if senders != [Sender.USER, Sender.ASSISTANT] * (len(senders) // 2):
        yield f"the senders are {[sender.value for sender in senders]}"
    times = [message.timestamp for message in book.seed.messages]
    if sorted(set(times)) != times:
        yield f"the times are {times}"


@CONVERSATIONS.check
def classified(book: Book) -> Iterator[str]:
    """Every message says how it was understood, with confidence above 0.8."""
    for message in book.seed.messages:
        if message.classification is None or message.classification.confidence < Decimal("0.8"):
            yield f"{message.text!r} is not classified surely"


@CONVERSATIONS.check
def known_subjects(book: Book) -> Iterator[str]:
    """What was understood is a metric and periods of the tenant's own."""
    periods = {(slot.subject, slot.period) for slot in book.records}
    for message in book.seed.messages:
        if message.classification is not None:
            reading = message.classification
            for key in reading.time_range.keys if reading.time_range else ():
                if (reading.subject, key) not in periods:
                    yield f"{message.text!r}: there is no {reading.subject} in {key}"


@CONVERSATIONS.check
def citing(book: Book) -> Iterator[str]:
    """Every answer cites rows, and no question does."""
    for message in book.seed.messages:
        if bool(message.data_references) != (message.sender is Sender.ASSISTANT):
            yield f"{message.text!r} cites {len(message.data_references or ())} rows"


@CONVERSATIONS.check
def true_references(book: Book) -> Iterator[str]:
    """Every cited row is there, with this value and unit."""
    for message, reference in _references(book):
        record = book.records.get(_slot(reference))
        if record is None or (record.value, record.unit) != (reference.value, reference.unit):
            yield f"{message.text!r}: {reference.source.sk} holds {record and record.value}, not {reference.value}"


@CONVERSATIONS.check
def known_at_the_time(book: Book) -> Iterator[str]:
    """An answer cites only what was known when it was given."""
    for message, reference in _references(book):
        record = book.records.get(_slot(reference))
        if record is not None and (record.recorded_at or 0) > message.timestamp:
            yield f"{message.text!r} was said before {_slot(reference)} was recorded"


@CONVERSATIONS.check
def true_numerals(book: Book) -> Iterator[str]:
    """The numbers of an answer are cited ones or follow from two of them."""
    for message in book.seed.messages:
        if message.sender is Sender.ASSISTANT:
            known = list(_numbers(message))
            for numeral in _numerals(message.text):
                if not any(_prints_as(number, numeral) for number in known):
                    yield f"{message.text!r}: {numeral} is not among its references"


_NUMERAL = re.compile(r"(?<![\w-])[$€]?(\d[\d,]*(?:\.\d+)?)([KM]|(?: %))?(?![\w-])")
_PERIODS = re.compile(r"\b\d{4}(-Q\d|-\d\d)?\b|\bQ\d\b")
_SCALE = {"": Decimal(1), "K": Decimal(1000), "M": Decimal(1_000_000), " %": Decimal("0.01")}


def _numerals(text: str) -> Iterator[tuple[str, str]]:
    for match in _NUMERAL.finditer(_PERIODS.sub("", text)):
        yield match[1].replace(",", ""), match[2] or ""


def _numbers(message: Message) -> Iterator[Decimal]:
    """The cited values, and the difference and growth of each pair of one metric."""
    references = message.data_references or ()
    yield from (reference.value for reference in references)
    for one in references:
        for other in references:
            if one.metric == other.metric and one.value:
                yield abs(other.value - one.value)
                yield abs(other.value - one.value) / one.value


def _prints_as(number: Decimal, numeral: tuple[str, str]) -> bool:
    digits, scale = numeral
    places = len(digits.partition(".")[2])
    return round(number / _SCALE[scale], places) == Decimal(digits)


def _references(book: Book) -> Iterator[tuple[Message, DataReference]]:
    for message in book.seed.messages:
        yield from ((message, reference) for reference in message.data_references or ())


def _slot(reference: DataReference) -> Slot:
    _, dimensions = parse_sk(reference.source.sk)
    return Slot(reference.metric, reference.period, tuple(sorted(dimensions.items())))
