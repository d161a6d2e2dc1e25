"""A function's settings: its environment, read once at start into one frozen value, complete or not at all.

A function declares what it needs, each field with the variable it comes from::

    @frozen
    class ChatSettings(Settings):
        registry_table: Annotated[str, Env.REGISTRY_TABLE]
        daily_questions: Annotated[int, "DAILY_QUESTIONS"] = 1000

    settings = from_environment(ChatSettings, os.environ)
"""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from salestalk.errors import ServiceError
from salestalk.values import frozen


@frozen
class Settings:
    """Base of every function's settings; fields are ``Annotated[str | int, variable name]``."""


class SettingsIncomplete(ServiceError):
    """The environment lacks variables or holds unreadable ones; the text names every one of them."""


AnySettings = TypeVar("AnySettings", bound=Settings)


def from_environment(settings: type[AnySettings], environ: Mapping[str, str]) -> AnySettings:
    """Read ``settings`` from ``environ``. An empty variable counts as missing; a field's default makes it optional.

    Raises `SettingsIncomplete` with the names of all that is missing or unreadable at once.
    """
    values: dict[str, Any] = {}
    faults: list[str] = []
    for field, variable, read in _variables(settings):
        text = environ.get(variable, "")
        if text:
            try:
                values[field.name] = read(text)
            except ValueError:
                faults.append(f"{variable} (must be {read.__name__}, is {text!r})")
        elif field.default is MISSING:
            faults.append(variable)
    if faults:
        raise SettingsIncomplete(f"{settings.__name__}: set these environment variables: " + ", ".join(faults))
    return settings(**values)


def required_variables(settings: type[Settings]) -> tuple[str, ...]:
    """The variables without which a function does not start, in the order of its fields."""
    return tuple(variable for field, variable, _ in _variables(settings) if field.default is MISSING)


def _variables(settings: type[Settings]) -> Iterator[tuple[Field[Any], str, type]]:
    hints = get_type_hints(settings, include_extras=True)
    for field in fields(settings):
        hint = hints[field.name]
        if get_origin(hint) is not Annotated:
            raise TypeError(f"{settings.__name__}.{field.name} must be Annotated[type, variable name]")
        read, variable = get_args(hint)
        yield field, variable, read
