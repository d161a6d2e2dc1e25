"""Numbers as people write them: exact under a settled style, refused where they can be read in two ways."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from salestalk.ingestion.files.model import DecimalStyle
from salestalk.ingestion.files.numbers import NoNumber, Number, parse_number, style_of

POINT, COMMA, UNSETTLED = DecimalStyle
decimals = st.builds(
    lambda digits, exponent: Decimal(digits).scaleb(exponent),
    st.integers(-(10**20), 10**20),
    st.integers(-8, 0),
)
BEFORE_AND_AFTER = [
    ("", ""),
    ("$", ""),
    ("€ ", ""),
    ("", " EUR"),
    ("USD ", ""),
    ("", "€"),
    ("CHF\u00a0", ""),
    ("US$", ""),
]
SCALES = [("", 0), ("k", 3), (" thousand", 3), ("M", 6), (" mn", 6), (" Mio.", 6), ("bn", 9), (" billion", 9)]


def written(value: Decimal, group: str, mark: str) -> str:
    """The value's absolute size with groups and its own decimal mark."""
    whole, _, fraction = f"{abs(value):f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", group)
    return f"{grouped}{mark}{fraction}" if fraction else grouped


@given(
    value=decimals,
    style=st.sampled_from([(POINT, ".", ","), (COMMA, ",", ".")]),
    group=st.sampled_from([None, "", " ", "\u00a0", "\u202f", "'", "’"]),
    money=st.sampled_from(BEFORE_AND_AFTER),
    scale=st.sampled_from(SCALES),
    sign=st.sampled_from(["-{}", "({})", "{}-", "−{}", "- {}"]),
)
@example(Decimal("1234.5"), (POINT, ".", ","), None, ("$", ""), ("k", 3), "({})")
def test_any_decimal_in_any_spelling_reads_back_exactly_under_its_style(value, style, group, money, scale, sign):
    kind, mark, usual = style
    text = money[0] + written(value, usual if group is None else group, mark) + scale[0] + money[1]
    number = parse_number(sign.format(text) if value < 0 else text, kind)
    assert isinstance(number, Number), (text, number)
    assert number.value == Decimal((int(value < 0), value.as_tuple().digits, int(value.as_tuple().exponent) + scale[1]))
    assert bool(number.money) == bool(money[0] or money[1])


@given(value=decimals, style=st.sampled_from([(POINT, "."), (COMMA, ",")]))
def test_a_percentage_is_the_exact_fraction(value, style):
    number = parse_number(f"{'-' if value < 0 else ''}{written(value, '', style[1])} %", style[0])
    assert isinstance(number, Number)
    assert number.percent
    sign, digits, exponent = value.as_tuple()
    assert number.value == Decimal((sign, digits, int(exponent) - 2))


@given(decimals)
def test_what_is_unsettled_is_read_rightly_or_not_at_all(value):
    for group, mark in ((",", "."), (".", ","), ("", "."), ("", ",")):
        text = ("-" if value < 0 else "") + written(value, group, mark)
        number = parse_number(text, UNSETTLED)
        if isinstance(number, Number):
            assert number.value == value
        else:
            assert number.rule == "ambiguous_number"
            assert style_of(text) == (None, True)


@given(st.text(max_size=60))
def test_no_text_makes_it_fail(text):
    for style in DecimalStyle:
        assert isinstance(parse_number(text, style), Number | NoNumber)


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "–", "n/a", "N/A", "#N/A", "NaN", "null", "None", "$ -", "\u00a0"],
)
def test_what_says_that_nothing_is_known_is_missing_and_not_zero(text):
    number = parse_number(text, POINT)
    assert isinstance(number, NoNumber)
    assert number.missing


@pytest.mark.parametrize(
    "text",
    [
        *("1,23,4", "1 2", "12 34", "--3", "(-3)", "1__2", "٣", "0x10", "1.2.3", "$", "%", "1e", "inf", "Infinity"),
        *("5 apples", "1,234.5.6", "1.234,5,6", "5%%", "$5€", "+", "1'2", "=1+1", "9" * 101),
    ],
)
def test_what_is_no_number_is_refused(text):
    for style in DecimalStyle:
        number = parse_number(text, style)
        assert isinstance(number, NoNumber), (text, number)
        assert not number.missing


@pytest.mark.parametrize(
    ("text", "proves"),
    [
        ("1,234", None),
        ("1.234", None),
        ("999.999", None),
        ("1234.567", POINT),
        ("0.123", POINT),
        ("12.5", POINT),
        ("1,234,567", POINT),
        ("1,234.5", POINT),
        ("12,5", COMMA),
        ("1.234.567", COMMA),
        ("€0,123", COMMA),
        ("1 234,567", COMMA),
        ("12", None),
        ("Total", None),
    ],
)
def test_evidence_is_what_can_be_read_in_no_other_way(text, proves):
    assert style_of(text)[0] == proves
