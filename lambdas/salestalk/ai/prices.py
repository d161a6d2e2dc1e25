"""What models cost by the token, as their providers list it: data in ``prices.json``, with its date."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from salestalk.ai.ports import Spent
from salestalk.contracts.jsontext import loads
from salestalk.errors import ServiceError
from salestalk.values import frozen

FILE: Final = Path(__file__).with_name("prices.json")
OLLAMA: Final = "ollama"
NANO: Final = Decimal("1e-9")
_PROFILE: Final = re.compile(r"^(?:us|us-gov|eu|apac|global)\.")


class NoPrice(ServiceError):
    """A model whose price is not known: its cost could not be told, and no budget could hold it."""


@frozen
class Price:
    """USD for a million tokens of a language model."""

    input: Decimal
    output: Decimal
    source: str

    def of(self, spent: Spent) -> Decimal:
        """USD, exact."""
        return (self.input * spent.input_tokens + self.output * spent.output_tokens) / 1_000_000

    def nano(self, spent: Spent) -> int:
        """Billionths of a dollar, rounded up: what budgets are counted in."""
        exact = self.of(spent) / NANO
        return int(exact) + (exact != int(exact))


@frozen
class PriceList:
    """Prices by the beginning of a model's id, of one region and day."""

    listed: str
    region: str
    models: Mapping[str, Price]

    def of(self, provider: str, model_id: str) -> Price:
        """The price of a model, its version and an inference profile's region left aside. Raises `NoPrice`."""
        if provider == OLLAMA:
            return self.models[OLLAMA]
        name = _PROFILE.sub("", model_id.rpartition("/")[2])
        listed = [each for each in self.models if each != OLLAMA]
        known = [each for each in listed if name == each or name.startswith((f"{each}-", f"{each}:"))]
        if not known:
            raise NoPrice(f"There is no price for the model {model_id!r}. There is one for: {', '.join(listed)}.")
        return self.models[max(known, key=len)]


@cache
def price_list() -> PriceList:
    """The prices that are deployed."""
    given: Any = loads(FILE.read_bytes())
    models = {
        name: Price(Decimal(each["input"]), Decimal(each["output"]), each["source"])
        for name, each in given["models"].items()
    }
    return PriceList(given["listed"], given["region"], models)
