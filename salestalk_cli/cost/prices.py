"""The unit prices as AWS lists them, kept in ``prices.json`` with where and when they were looked up.

Those of language models stand where the functions count with them, in ``salestalk/ai/prices.json``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from salestalk.ai.prices import Price as ModelPrice
from salestalk.ai.prices import price_list as model_prices
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
class PriceList:
    """All prices, by name, of one region and day."""

    region: str
    listed: str
    prices: Mapping[str, Price]
    models: Mapping[str, ModelPrice]
    models_listed: str


@cache
def price_list() -> PriceList:
    """The prices that the repository holds."""
    given: Any = loads(FILE.read_bytes())
    prices = {
        name: Price(Decimal(each["usd"]), Decimal(each["per"]), each["unit"], each["source"])
        for name, each in given["prices"].items()
    }
    models = model_prices()
    return PriceList(given["region"], given["listed"], prices, models.models, models.listed)
