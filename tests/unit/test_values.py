"""Frozen values do what the standard library's do; their classes are only quicker to make."""

import copy
import pickle
import re
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

import salestalk.values
from salestalk.values import frozen, mutable

T = TypeVar("T")
standard = dataclass(frozen=True, slots=True)


def both(define: Callable[[Callable[[type[Any]], type[Any]]], type[Any]]) -> tuple[type[Any], type[Any]]:
    """The same class, made by the standard decorator and by ours."""
    return define(standard), define(frozen)


def points(decorator: Callable[[type[Any]], type[Any]]) -> type[Any]:
    @decorator
    class Point:
        x: int
        y: int = 7
        tags: list[str] = field(default_factory=list, compare=False)
        hidden: str = field(default="h", repr=False)

    return Point


STANDARD, OURS = both(points)


@frozen
class Place:
    """At the top of a module, so that it can be pickled."""

    name: str
    size: int = 1


@frozen
class Town(Place):
    """One more field."""

    mayor: str = "nobody"


@frozen(order=True)
class Version:
    """Compared field by field."""

    major: int
    minor: int = field(default=0)


@frozen(kw_only=True)
class Named:
    """Only by name."""

    first: int = 1
    second: int


@frozen
class Doubled:
    """Has a field that is worked out."""

    size: int
    twice: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "twice", 2 * self.size)


@frozen
class Boxed(Generic[T]):
    """Of anything."""

    content: T


@frozen
class Nothing:
    """Has no field."""


given_points = given(st.integers(), st.integers(), st.lists(st.text(max_size=3), max_size=2), st.text(max_size=3))


@given_points
def test_a_value_shows_itself_as_the_standard_one_does(x: int, y: int, tags: list[str], hidden: str):
    assert repr(OURS(x, y, tags, hidden)) == repr(STANDARD(x, y, tags, hidden))


@given_points
def test_its_fields_are_those_of_the_standard_one(x: int, y: int, tags: list[str], hidden: str):
    assert asdict(OURS(x, y, tags, hidden)) == asdict(STANDARD(x, y, tags, hidden))
    assert [each.name for each in fields(OURS)] == [each.name for each in fields(STANDARD)]


@given(st.integers(0, 1), st.integers(0, 1), st.integers(0, 1), st.integers(0, 1), st.text(max_size=1))
def test_what_is_the_same_and_hashes_alike_is_as_with_the_standard_one(a: int, b: int, c: int, d: int, tag: str):
    assert (OURS(a, b) == OURS(c, d, [tag])) == (STANDARD(a, b) == STANDARD(c, d, [tag]))
    if OURS(a, b) == OURS(c, d, [tag]):
        assert hash(OURS(a, b)) == hash(OURS(c, d, [tag]))


@pytest.mark.parametrize("kind", [STANDARD, OURS])
def test_defaults_are_taken_and_what_is_made_is_made_anew(kind: type[Any]):
    one, other = kind(1), kind(x=1)
    assert (one.y, one.tags, one.hidden) == (7, [], "h")
    assert one.tags is not other.tags


@pytest.mark.parametrize("kind", [STANDARD, OURS])
@pytest.mark.parametrize("given", [{}, {"x": 1, "z": 2}])
def test_a_field_that_is_missing_or_unknown_is_refused_by_its_name(kind: type[Any], given: dict[str, int]):
    with pytest.raises(TypeError, match=r"'[xz]'"):
        kind(**given)


@pytest.mark.parametrize("kind", [STANDARD, OURS])
def test_nothing_can_be_changed_added_or_taken_away(kind: type[Any]):
    value = kind(1)
    with pytest.raises(FrozenInstanceError, match="'x'"):
        value.x = 2
    with pytest.raises((FrozenInstanceError, TypeError)):  # the standard one fails over its own slots in Python 3.11
        value.other = 2
    with pytest.raises(FrozenInstanceError, match="'x'"):
        del value.x
    assert value.x == 1
    assert not hasattr(value, "__dict__")


def test_values_of_two_kinds_are_never_the_same():
    assert OURS(1) != STANDARD(1)
    assert Place("here") != Town("here")
    assert Boxed("here") != "here"


@given(st.tuples(st.integers(0, 2), st.integers(0, 2)), st.tuples(st.integers(0, 2), st.integers(0, 2)))
def test_ordered_ones_are_ordered_by_their_fields(one: tuple[int, int], other: tuple[int, int]):
    a, b = Version(*one), Version(*other)
    assert (a < b, a <= b, a > b, a >= b) == (one < other, one <= other, one > other, one >= other)


def test_order_has_to_be_asked_for_and_holds_within_a_kind_only():
    with pytest.raises(TypeError):
        _ = Place("a") < Place("b")
    with pytest.raises(TypeError):
        _ = Version(1) < 2


def test_fields_that_are_only_named_may_stand_in_any_order():
    assert Named(second=2) == Named(first=1, second=2)
    with pytest.raises(TypeError):
        Named(1, 2)


def test_what_is_inherited_comes_first():
    assert repr(Town("here", 2, "me")) == "Town(name='here', size=2, mayor='me')"
    assert isinstance(Town("here"), Place)


def test_a_field_may_be_worked_out_after_the_others():
    assert Doubled(4).twice == 8
    assert replace(Doubled(4), size=5).twice == 10


@pytest.mark.parametrize("value", [Place("here", 3), Town("here"), Doubled(2), Boxed([1]), Nothing()])
def test_a_value_can_be_replaced_copied_and_pickled(value: Any):
    assert replace(value) == value
    for again in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert again == value
        assert type(again) is type(value)


def test_a_value_matches_by_position():
    match Place("here", 3):
        case Place(name, size):
            assert (name, size) == ("here", 3)
        case _:
            pytest.fail("it has to match")


def test_one_without_fields_is_like_any_other_of_its_kind():
    assert Nothing() == Nothing()
    assert {Nothing(), Nothing()} == {Nothing()}


def test_a_class_that_says_nothing_of_itself_is_told_by_its_name():
    assert (OURS.__doc__, Place.__doc__) == ("Point", "At the top of a module, so that it can be pickled.")


def test_what_a_class_wrote_itself_stays():
    @frozen
    class Loud:
        word: str

        def __repr__(self) -> str:
            return self.word.upper()

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Loud)

        def __hash__(self) -> int:
            return 1

    assert repr(Loud("a")) == "A"
    assert {Loud("a"), Loud("b")} == {Loud("c")}


def test_the_constructor_is_compiled_once_and_has_the_name_of_its_class():
    Place("here")
    assert Place.__init__.__qualname__ == "Place.__init__"
    first = Place.__init__
    Place("there")
    assert Place.__init__ is first


@mutable
class Basket:
    """Is filled and emptied."""

    owner: str
    eggs: list[int] = field(default_factory=list)
    heaviest: int = field(init=False)

    def __post_init__(self) -> None:
        self.heaviest = max(self.eggs, default=0)


def test_a_value_in_the_making_can_be_changed_and_has_its_fields_alone():
    basket = Basket("Ann", [60])
    basket.owner = "Bob"
    basket.eggs.append(70)
    assert repr(basket) == "Basket(owner='Bob', eggs=[60, 70], heaviest=60)"
    with pytest.raises(AttributeError):
        setattr(basket, "other", 1)  # noqa: B010 - what no type checker lets through
    with pytest.raises(TypeError, match="'owner'"):
        Basket(*())


def test_a_value_in_the_making_equals_itself_alone_and_starts_empty():
    one, other = Basket("Ann"), Basket("Ann")
    one.eggs.append(60)
    assert other.eggs == []
    assert len({one, other, one}) == 2
    assert one != other


def test_no_function_pays_for_frozen_values_of_the_standard_kind():
    folder = Path(salestalk.values.__file__).parents[1]
    asked = re.compile(r"@dataclass\((?=[^)]*frozen=True)(?=[^)]*slots=True)")
    assert [str(file) for file in folder.rglob("*.py") if asked.search(file.read_text(encoding="utf-8"))] == []
