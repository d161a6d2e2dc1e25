"""From filters to slices: every filter becomes executable or is refused by name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from decimal import Decimal, InvalidOperation
from itertools import product
from math import prod

from salestalk.contracts.answer import Outcome
from salestalk.contracts.catalog import CatalogEntry
from salestalk.contracts.classification import Filter, FilterOp
from salestalk.ingestion.catalog import MAX_DIMENSION_BYTES, MAX_DIMENSION_VALUES
from salestalk.planning.model import CannotPlan, Condition, Selection, Slice, Term
from salestalk.planning.sources import Metrics, quotient_of
from salestalk.planning.wording import agreeing, listed, metric_inside, metric_name, quoted, subject_name
from salestalk.values import mutable

MAX_TERMS = 64
_LONGEST_VALUE = 1_024
"""Bytes: 256 characters of up to four."""
_AMOUNT_KEYS = frozenset({"amount", "value"})
Values = Mapping[str, tuple[str, ...]]


def dimensions_of(entry: CatalogEntry, metrics: Metrics) -> dict[str, tuple[str, ...]]:
    """Dimensions by which the metric can be split, with the values seen; a ratio's are also those of both its parts."""
    found = dict(entry.dimensions)
    if parts := quotient_of(entry, metrics):
        above, below = parts[0].dimensions, parts[1].dimensions
        for name in above.keys() & below.keys() - found.keys():
            found[name] = tuple(sorted({*above[name], *below[name]}))
    return dict(sorted(found.items()))


def is_cut(entry: CatalogEntry, name: str) -> bool:
    """Whether the catalog may not hold every value of the dimension that is loaded, having no room for more."""
    values = entry.dimensions.get(name)
    if values is None:
        return False
    size = sum(len(value.encode()) for known in entry.dimensions.values() for value in known)
    return not values or len(values) >= MAX_DIMENSION_VALUES or size > MAX_DIMENSION_BYTES - _LONGEST_VALUE


def known_dimension(name: str, entry: CatalogEntry, metrics: Metrics, values: Sequence[str] = ()) -> str:
    """The dimension as the catalog spells it. Raises `CannotPlan` (``unknown_dimension``), naming those there are.

    ``values`` are those of a filter on it, to say what there is nothing for.
    """
    known = dimensions_of(entry, metrics)
    folded = {_folded(one): one for one in known}
    if found := folded.get(_folded(name)):
        return found
    there = ("It can be split by ", *listed([subject_name(one) for one in known], " or "), ".")
    raise CannotPlan(
        Outcome.NO_DATA,
        "unknown_dimension",
        metric_name(entry),
        agreeing(entry, " has", " have"),
        " no values by ",
        subject_name(name),
        *((", so none for ", *listed([quoted(value) for value in values])) if values else ()),
        ". ",
        *(there if known else ("Only totals are loaded.",)),
    )


@mutable
class _Compiler:
    entry: CatalogEntry
    metrics: Metrics
    group_by: Sequence[str]
    terms: list[list[Term]] = field(default_factory=list)
    only: dict[str, tuple[str, ...]] = field(default_factory=dict)
    without: dict[str, tuple[str, ...]] = field(default_factory=dict)
    conditions: list[Condition] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)

    def add(self, one: Filter) -> None:
        if one.op not in (FilterOp.EQ, FilterOp.NOT):
            self.conditions.append(self._condition(one))
            self.filters.append(one)
            return
        name = known_dimension(one.key, self.entry, self.metrics, one.values)
        values = tuple(dict.fromkeys(self._known_value(name, value) for value in one.values))
        self.filters.append(Filter(key=name, value=values[0] if len(values) == 1 else values, op=one.op))
        if name in self.group_by:
            self._choose(name, values, one.op)
        else:
            plain = [Term(1, ((name, value),)) for value in values]
            minus = [Term(), *(Term(-1, term.dimensions) for term in plain)]
            self.terms.append(plain if one.op is FilterOp.EQ else minus)

    def _choose(self, name: str, values: tuple[str, ...], op: FilterOp) -> None:
        chosen = self.only if op is FilterOp.EQ else self.without
        if name in self.only and op is FilterOp.EQ:
            values = tuple(value for value in chosen[name] if value in values)
        elif name in chosen:
            values = (*chosen[name], *values)
        chosen[name] = values

    def _known_value(self, name: str, value: str) -> str:
        known = dimensions_of(self.entry, self.metrics)[name]
        if value in known:
            return value
        folded = {_folded(one): one for one in known}
        if found := folded.get(_folded(value)):
            return found
        if is_cut(self.entry, name):  # the rows will tell
            return value
        raise CannotPlan(
            Outcome.NO_DATA,
            "unknown_value",
            metric_name(self.entry),
            agreeing(self.entry, " has", " have"),
            " no values for the ",
            subject_name(name),
            " ",
            quoted(value),
            ". Loaded are ",
            *listed([quoted(one) for one in known]),
            ".",
        )

    def _condition(self, one: Filter) -> Condition:
        if one.key != self.entry.subject and one.key not in _AMOUNT_KEYS:
            raise unsupported_filter(one, self.entry)
        try:
            amount = Decimal(one.values[0])
        except InvalidOperation:
            raise unsupported_filter(one, self.entry) from None
        if len(one.values) != 1 or not amount.is_finite() or not self.group_by:
            raise unsupported_filter(one, self.entry)
        return Condition(one.op, amount)


def unsupported_filter(one: Filter, entry: CatalogEntry) -> CannotPlan:
    """The refusal of a filter that cannot be carried out on the stored values."""
    return CannotPlan(
        Outcome.REFUSED,
        "unsupported_filter",
        "The condition on ",
        subject_name(one.key),
        " cannot be applied, and without it this would be another question: ",
        metric_inside(entry),
        agreeing(entry, " is", " are"),
        " stored as totals and slices, not as single records.",
    )


def select(filters: Iterable[Filter], entry: CatalogEntry, metrics: Metrics, group_by: Sequence[str]) -> Selection:
    """The filters in executable form; none is lost. Raises `CannotPlan` naming the first that cannot be applied."""
    compiler = _Compiler(entry, metrics, group_by)
    for one in filters:
        compiler.add(one)
    if prod(map(len, compiler.terms)) > MAX_TERMS:
        raise unsupported_filter(compiler.filters[-1], entry)
    terms = _merged(filter(None, map(_together, product(*compiler.terms))))
    if not terms or any(not values for values in compiler.only.values()):
        raise CannotPlan(
            Outcome.NO_DATA, "contradictory_filters", "The conditions exclude each other; nothing is left."
        )
    return Selection(
        terms=terms,
        only=tuple(compiler.only.items()),
        without=tuple(compiler.without.items()),
        conditions=tuple(compiler.conditions),
        filters=tuple(compiler.filters),
    )


def _together(terms: Iterable[Term]) -> Term | None:
    """The slice in which all terms hold; None where two of them contradict each other."""
    sign, dimensions = 1, dict[str, str]()
    for term in terms:
        sign *= term.sign
        for name, value in term.dimensions:
            if dimensions.setdefault(name, value) != value:
                return None
    return Term(sign, tuple(sorted(dimensions.items())))


def _merged(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Each slice once; what is added and taken away again is gone."""
    signs: dict[Slice, int] = {}
    for term in terms:
        signs[term.dimensions] = signs.get(term.dimensions, 0) + term.sign
    return tuple(Term(sign, dimensions) for dimensions, sign in signs.items() if sign)


def _folded(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
