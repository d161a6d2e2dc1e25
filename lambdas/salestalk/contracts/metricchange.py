"""`PATCH /metrics/{subject}`: what people may change of a metric. Its unit and periods follow from what was loaded."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from salestalk.contracts.base import WHOLE_NUMBER, Contract, NonEmpty, fault
from salestalk.contracts.catalog import MAX_SYNONYMS, GoodDirection, Kind
from salestalk.contracts.classification import Domain


def _spaced_once(value: str) -> str:
    words = " ".join(value.split())
    if not words:
        raise fault("blank", "must hold more than spaces")
    return words


Name = Annotated[NonEmpty, AfterValidator(_spaced_once)]
"""Something to call a metric by; kept with single spaces."""


class MetricChange(Contract):
    """What is given is replaced, synonyms as a whole; what is left out stays."""

    display_name: Name | None = None
    synonyms: Annotated[tuple[Name, ...], Field(max_length=MAX_SYNONYMS)] | None = None
    good_direction: GoodDirection | None = None
    kind: Kind | None = None
    domain: Domain | None = None
    revision: Annotated[int, Field(ge=1), WHOLE_NUMBER] | None = None
    """As last read: another change since then is not overwritten, but told (409)."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        given = self.model_fields_set
        nothing = sorted(name for name in given if getattr(self, name) is None)
        if nothing:
            aliases = ", ".join(type(self).model_fields[name].alias or name for name in nothing)
            raise fault("null", f"{aliases}: must not be null; leave out what stays as it is")
        if not given - {"revision"}:
            raise fault("no_change", "names nothing to change")
        return self
