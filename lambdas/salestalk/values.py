"""Frozen values, as ``dataclass(frozen=True, slots=True)`` makes them, whose classes cost a cold start hardly anything.

The standard decorator writes six methods of every class as text and compiles them when the module is imported, used or
not: 0.35 ms a class, and a function imports a hundred and more. Here a class costs 0.02 ms: what compares, hashes and
shows is the same few functions for all, and the constructor is compiled when the first value of its class is made.
`mutable` makes classes of values that change, at the same price. Fields, `field`, `replace`, `fields`, `asdict`,
`match` and ``__post_init__`` are those of `dataclasses`; type checkers know both for it (`dataclass_transform`,
PEP 681).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, Final, TypeVar, dataclass_transform, overload

Value = TypeVar("Value")

_ABSENT: Final = object()
"""Given for a field whose default is made anew for each value."""
_put: Final = object.__setattr__


@overload
def frozen(cls: type[Value], /) -> type[Value]: ...
@overload
def frozen(*, order: bool = False, kw_only: bool = False) -> Callable[[type[Value]], type[Value]]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[Any] | None = None, /, *, order: bool = False, kw_only: bool = False) -> Any:
    """Make a class one of frozen values. Use it bare, or with ``order`` for ``<`` and ``kw_only`` as in `dataclass`."""

    def made(cls: type[Any]) -> type[Any]:
        bare = _bare(cls, kw_only=kw_only)
        _give(bare, compared=_reader(each.name for each in fields(bare) if each.compare), order=order)
        return bare

    return made if cls is None else made(cls)


@dataclass_transform(eq_default=False, field_specifiers=(field,))
def mutable(cls: type[Value], /) -> type[Value]:
    """Make a class one of values in the making: they change, and each equals itself alone."""
    bare = _bare(cls)
    _add(bare, {"__init__": _construct_first(bare), "__repr__": _shown})
    return bare


def _bare(cls: type[Value], *, kw_only: bool = False) -> type[Value]:
    """With its fields, and none of the methods that the standard decorator compiles."""
    # Where there is none, the standard decorator works out a signature, which takes longer than all the rest.
    cls.__doc__ = cls.__doc__ or cls.__name__
    return dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)(cls)


def _reader(names: Iterator[str]) -> Callable[[Any], Any]:
    """Reads these attributes of a value at once."""
    listed = tuple(names)
    return attrgetter(*listed) if listed else lambda _: ()


def _give(cls: type[Any], *, compared: Callable[[Any], Any], order: bool) -> None:
    """The methods that the standard decorator would have compiled; those that a class wrote itself stay."""

    def same(self: object, other: object) -> Any:
        return compared(self) == compared(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(compared(self))

    methods: dict[str, Callable[..., Any]] = {
        "__init__": _construct_first(cls),
        "__repr__": _shown,
        "__eq__": same,
        "__hash__": hashed,
        "__reduce__": _reduced,
        "__setattr__": _refuse_to_set,
        "__delattr__": _refuse_to_delete,
    }
    _add(cls, methods | (_ordering(compared) if order else {}))


def _add(cls: type[Any], methods: Mapping[str, Callable[..., Any]]) -> None:
    """Those that the class did not write itself."""
    for name, method in methods.items():
        if name not in cls.__dict__:
            setattr(cls, name, method)


def _ordering(compared: Callable[[Any], Any]) -> dict[str, Any]:
    def less(self: object, other: object) -> Any:
        return compared(self) < compared(other) if other.__class__ is self.__class__ else NotImplemented

    def less_or_same(self: object, other: object) -> Any:
        return compared(self) <= compared(other) if other.__class__ is self.__class__ else NotImplemented

    return {"__lt__": less, "__le__": less_or_same}  # Python asks these for `>` and `>=` too, the other way round


def _construct_first(cls: type[Any]) -> Callable[..., None]:
    """What makes the first value, and before it the constructor of this one and all others."""

    def construct(self: object, *values: Any, **named: Any) -> None:
        cls.__init__ = _constructor(cls)
        cls.__init__(self, *values, **named)

    return construct


def _constructor(cls: type[Any]) -> Callable[..., None]:
    """What takes the fields, in their order; written out, as it is the one method that has to be quick."""
    known: dict[str, Any] = {"_ABSENT": _ABSENT}
    positional, named, body = ["self"], list[str](), list[str]()
    for each in fields(cls):
        taken, put = _written(each, known)
        if each.init:
            (named if each.kw_only else positional).append(taken)
        if put is not None:
            known[f"_put_{each.name}"] = getattr(cls, each.name).__set__  # the slot's own: it needs no look-up
            body.append(f"_put_{each.name}(self, {put})")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    parameters = ", ".join([*positional, *(["*", *named] if named else [])])
    text = "\n ".join([f"def __init__({parameters}):", *(body or ["pass"])])
    exec(text, known)  # noqa: S102 - made of the names of fields, as the standard library does it
    constructor: Callable[..., None] = known["__init__"]
    constructor.__qualname__ = f"{cls.__qualname__}.__init__"
    return constructor


def _written(each: Field[Any], known: dict[str, Any]) -> tuple[str, str | None]:
    """A field as a parameter, and what is put into it, if anything; what both name becomes ``known``."""
    name = each.name
    if each.default_factory is not MISSING:
        known[f"_make_{name}"] = each.default_factory
        made = f"_make_{name}()"
        return f"{name}=_ABSENT", f"{made} if {name} is _ABSENT else {name}" if each.init else made
    if each.default is not MISSING:
        known[f"_default_{name}"] = each.default
        return f"{name}=_default_{name}", name if each.init else f"_default_{name}"
    return name, name if each.init else None


def _shown(self: Any) -> str:
    shown = ", ".join(f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({shown})"


def _reduced(self: Any) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    """How it is copied and pickled."""
    return _restored, (type(self), {each.name: getattr(self, each.name) for each in fields(self)})


def _restored(cls: type[Value], held: dict[str, Any]) -> Value:
    made = object.__new__(cls)
    for name, value in held.items():
        _put(made, name, value)
    return made


def _refuse_to_set(_: object, name: str, __: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")
