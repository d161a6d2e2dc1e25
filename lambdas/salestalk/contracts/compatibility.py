"""Whether a contract may change as it did: what it breaks for those who have the old documents, or the old schema.

Old documents lie in tables, queues and the archive of the bus, and must still be read; old readers are other people's,
and must find what they found. So nothing may go, become another type, become required or cease to be always there, and
no bound may become narrower. Fields may be added, and so may values of an enumeration: readers pass over what they do
not know.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

Schema = Mapping[str, Any]

_LOWER_BOUNDS: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER_BOUNDS: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_FORMS: Final = ("pattern", "format")
_WORDS: Final = {"str": "string", "int": "integer", "bool": "boolean"}


def breaks(old: Schema, new: Schema) -> list[str]:
    """What the change breaks, a sentence each; nothing for one that keeps every promise."""
    return list(dict.fromkeys(_Comparison(old, new).of(old, new, "")))


class _Comparison:
    """Two documents, each with definitions of its own; a pair of definitions is compared once."""

    def __init__(self, old: Schema, new: Schema) -> None:
        self._old = old
        self._new = new
        self._seen: set[tuple[str, str]] = set()

    def of(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        """What is broken at a place and below it."""
        pair = (str(old.get("$ref")), str(new.get("$ref")))
        if pair in self._seen:
            return
        if "$ref" in old and "$ref" in new:
            self._seen.add(pair)
        before, after = _resolved(old, self._old), _resolved(new, self._new)
        if "anyOf" in before or "anyOf" in after:
            yield from self._alternatives(before, after, path)
            return
        yield from _retyped(before, after, path)
        yield from _narrowed(before, after, path)
        yield from self._fields(before, after, path)
        yield from self._within(before, after, path)

    def _alternatives(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        """Each alternative needs its like on the other side."""
        before, after = old.get("anyOf", [old]), new.get("anyOf", [new])
        for each in before:
            found = [list(self._afresh(each, other, path)) for other in after]
            if all(found):
                yield min(found, key=len)[0]
        for each in after:
            if all(list(self._afresh(other, each, path)) for other in before):
                yield f"{path or 'it'} may be something else now"

    def _afresh(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        return _Comparison(self._old, self._new).of(old, new, path)

    def _fields(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        was, required = set(old.get("required", ())), set(new.get("required", ()))
        for name in before:
            place = f"{path}.{name}".lstrip(".")
            if name not in after:
                yield f"{place} is gone"
            else:
                if name in was - required:
                    yield f"{place} is not always there any more"
                yield from self.of(before[name], after[name], place)
        for name in sorted(required - was):
            yield f"{f'{path}.{name}'.lstrip('.')} is required now"

    def _within(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        for key, place in (("items", f"{path}[]"), ("additionalProperties", f"{path}.*")):
            before, after = old.get(key, True), new.get(key, True)
            if isinstance(before, Mapping) and isinstance(after, Mapping):
                yield from self.of(before, after, place)
            elif before is not False and after != before and after is not True:
                yield f"{place} is narrower now"
        before, after = old.get("prefixItems", ()), new.get("prefixItems", ())
        if len(before) != len(after):
            yield f"{path} has another number of places"
        for position, (one, other) in enumerate(zip(before, after, strict=False)):
            yield from self.of(one, other, f"{path}[{position}]")


def _resolved(schema: Schema, document: Schema) -> Schema:
    """What a reference points at, with what stands beside it."""
    name = schema.get("$ref")
    if name is None:
        return schema
    beside = {key: value for key, value in schema.items() if key != "$ref"}
    return {**_resolved(document["$defs"][str(name).rpartition("/")[2]], document), **beside}


def _retyped(old: Schema, new: Schema, path: str) -> Iterator[str]:
    before, after = _types(old), _types(new)
    if before != after:
        yield f"{path or 'it'} was {_listed(before)} and is {_listed(after)}"


def _types(schema: Schema) -> Sequence[str]:
    said = schema.get("type")
    if said is not None:
        return [said] if isinstance(said, str) else sorted(said)
    values = _values(schema)
    return sorted({_WORDS[type(value).__name__] for value in values}) if values is not None else []


def _listed(types: Sequence[str]) -> str:
    return " or ".join(types) or "any"


def _narrowed(old: Schema, new: Schema, path: str) -> Iterator[str]:
    place = path or "it"
    before, after = _values(old), _values(new)
    if after is not None and (before is None or not all(value in after for value in before)):
        gone = ", ".join(repr(value) for value in before or () if value not in after)
        yield f"{place} may not be {gone or 'what it may have been'} any more"
    for key in _FORMS:
        if key in new and new[key] != old.get(key):
            yield f"{place} has another {key}"
    for keys, is_narrower in ((_LOWER_BOUNDS, _is_above), (_UPPER_BOUNDS, _is_below)):
        for key in keys:
            if key in new and (key not in old or is_narrower(new[key], old[key])):
                yield f"{place} has a narrower {key}"


def _values(schema: Schema) -> Sequence[Any] | None:
    """All that may stand there, if it is enumerated."""
    if "const" in schema:
        return [schema["const"]]
    values: Sequence[Any] | None = schema.get("enum")
    return values


def _is_above(one: Any, other: Any) -> bool:
    return bool(one > other)


def _is_below(one: Any, other: Any) -> bool:
    return bool(one < other)
