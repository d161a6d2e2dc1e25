"""The unit prices as AWS lists them, kept in ``prices.json`` with where and when they were looked up."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from salestalk.contracts.jsontext import loads

FILE: Final = Path(__file__).with_name("prices.json")


@dataclass(frozen=True, slots=True)
class Price:
    """USD for so many units."""

    usd: Decimal
    per: Decimal
    unit: str
    source: str

    def of(self, amount: Decimal) -> Decimal:
        """USD of an amount of units."""
        return self.usd * amount / self.per


@dataclass(frozen=True, slots=True)
class Model:
    """USD for a million tokens of a language model."""

    input: Decimal
    output: Decimal
    source: str

    def of(self, input_tokens: int, output_tokens: int) -> Decimal:
        """USD of a call."""
        return (self.input * input_tokens + self.output * output_tokens) / 1_000_000


@dataclass(frozen=True, slots=True)
class PriceList:
    """All prices, by name, of one region and day."""

    region: str
    listed: str
    prices: Mapping[str, Price]
    models: Mapping[str, Model]


@cache
def price_list() -> PriceList:
    """The prices that the repository holds."""
    given: Any = loads(FILE.read_bytes())
    prices = {
        name: Price(Decimal(each["usd"]), Decimal(each["per"]), each["unit"], each["source"])
        for name, each in given["prices"].items()
    }
    models = {
        name: Model(Decimal(each["input"]), Decimal(each["output"]), each["source"])
        for name, each in given["models"].items()
    }
    return PriceList(given["region"], given["listed"], prices, models)
