"""The cheap check of a record and its contract agree: on what they accept, and on every value of it."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from salestalk.contracts.base import CLOCK_TOLERANCE_SECONDS, parse
from salestalk.contracts.metric import MetricRecord
from salestalk.errors import InvalidInput
from salestalk.ingestion.recordcheck import FIELDS, RecordCheck

NOW = 1_795_000_000

anything = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.just([]) | st.just({})
names = (
    st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True)
    | st.text(max_size=3)
    | st.sampled_from(["a" * 64, "a" * 65, "A", "a\n"])
)
periods = st.sampled_from(
    [
        *("2025", "2025-Q3", "2025-Q03", "2025-Q5", "2025-09", "2025-13", "2025-W53", "2026-W53", "2025-02-29"),
        *("2024-02-29", "", "1899", "9999", "2025-9", "２０２５", "2025\n"),
    ]
)
numbers = st.one_of(
    st.integers(),
    st.integers(-(10**40), 10**40),
    st.decimals(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.builds(lambda n, e: Decimal((0, (1,) * n, e)), st.integers(1, 40), st.integers(-140, 140)),
    st.builds(lambda n, e: Decimal((1, (0,) * 1 + (9,) * n + (0,) * n, e)), st.integers(1, 20), st.integers(-170, 130)),
    st.sampled_from([True, *map(Decimal, ["-0", "0E+500", "0E-500", "NaN", "sNaN", "-Infinity"])]),
    anything,
)
texts = st.text(st.characters(exclude_categories=()), max_size=300) | st.sampled_from(
    ["", "x" * 256, "x" * 257, "=" * 256, "\ud800"]
)
dimensions = st.dictionaries(names, texts | anything, max_size=10) | st.dictionaries(
    st.sampled_from(list("abcdefgh")), st.sampled_from(["é" * 256, "=" * 100, "x" * 120, "y"]), max_size=9
)
records = st.fixed_dictionaries(
    {
        "subject": names | anything,
        "period": periods | anything,
        "value": numbers,
        "unit": st.sampled_from(["USD", "", "u" * 32, "u" * 33, "\udfff", "€"]) | anything,
    },
    optional={
        "dimensions": dimensions | anything,
        "recordedAt": st.integers(NOW - 5, NOW + CLOCK_TOLERANCE_SECONDS + 5) | st.integers(-2, 2) | anything,
        "recorded_at": st.just(5),
        "metadata": st.just({"a": 1}) | anything,
        "colour": anything,
    },
)
good = st.fixed_dictionaries(
    {
        "subject": st.sampled_from(["revenue", "orders"]),
        "period": periods.filter(lambda text: text in ("2025", "2025-Q3", "2025-Q03", "2025-09", "2024-02-29")),
        "value": st.decimals(-(10**9), 10**9, places=2) | st.integers(-(10**9), 10**9),
        "unit": st.sampled_from(["USD", "count"]),
    },
    optional={"dimensions": st.dictionaries(st.sampled_from(["b", "a", "c"]), st.sampled_from(["x", "é"]))},
)


@settings(max_examples=1_500)
@given(records | good)
def test_they_agree_on_all_inputs(data: dict[str, Any]) -> None:
    by_contract = _by_contract(data)
    quick = RecordCheck(NOW).record(data)
    if quick is not None:
        assert isinstance(by_contract, MetricRecord)
        assert quick == by_contract
        assert str(quick.value) == str(by_contract.value)
        assert quick.as_item() == by_contract.as_item()
    elif isinstance(by_contract, MetricRecord):
        # Left to the contract on purpose, and nothing else is.
        assert not data.keys() <= FIELDS or _is_unusual(data)


@given(good)
def test_what_files_are_full_of_never_needs_the_contract(data: dict[str, Any]) -> None:
    check = RecordCheck(NOW)
    assert check.accepted(data) is not None
    assert check.accepted(data) == check.accepted(dict(reversed(data.items())))


def test_remembering_is_bounded_and_changes_nothing() -> None:
    check = RecordCheck(NOW)
    for number in range(45_000):
        record = {"subject": f"m{number}", "period": "2025", "value": number, "unit": f"u{number}"}
        assert check.accepted(record) is not None
    assert check.accepted({"subject": "Bad", "period": "2025", "value": 1, "unit": "u"}) is None


def _by_contract(data: dict[str, Any]) -> MetricRecord | None:
    try:
        return parse(MetricRecord, data, now=NOW)
    except InvalidInput:
        return None


def _is_unusual(data: dict[str, Any]) -> bool:
    value, recorded_at = data["value"], data.get("recordedAt")
    long_number = len(str(value)) > 38
    return long_number or type(recorded_at) is not int
