"""What a metric's name and unit tell about it, where nobody has said. A definition always overrides these guesses."""

import re
from typing import Final

from salestalk.contracts.catalog import GoodDirection, Kind
from salestalk.contracts.classification import Domain
from salestalk.contracts.metric import TARGET_SUFFIX
from salestalk.values import frozen

_RATIO_UNITS: Final = frozenset({"ratio", "percent", "%", "pct", "rate", "share"})
_RATIO_WORDS: Final = frozenset(
    {"aov", "arpa", "arpu", "average", "avg", "margin", "median", "nps", "pct", "percent", "percentage", "rate"}
    | {"ratio", "share", "utilization"}
)
_FLOW_PREFIXES: Final = frozenset({"added", "churned", "closed", "gained", "lost", "new", "renewed"})
_STOCK_WORDS: Final = frozenset(
    {"accounts", "arr", "backlog", "balance", "cash", "clients", "contracts", "customers", "debt", "employees"}
    | {
        "headcount",
        "inventory",
        "members",
        "mrr",
        "pipeline",
        "seats",
        "stock",
        "subscribers",
        "subscriptions",
        "users",
    }
)
_STOCK_PREFIXES: Final = frozenset({"active", "closing", "ending", "open", "opening", "outstanding", "total"})
_DOWN_WORDS: Final = frozenset(
    {"backlog", "cac", "cancellations", "churn", "churned", "cogs", "complaints", "cost", "costs", "debt", "defects"}
    | {"delay", "discounts", "downtime", "errors", "expense", "expenses", "lost", "refunds", "returns", "turnover"}
)
_ACRONYMS: Final = frozenset(
    {"acv", "aov", "arpa", "arpu", "arr", "cac", "cogs", "csat", "ebit", "ebitda", "gmv", "ltv", "mrr", "mqls", "nps"}
    | {"roi", "sla", "sqls", "yoy"}
)
_DOMAIN_WORDS: Final[tuple[tuple[Domain, frozenset[str]], ...]] = (
    (Domain.MARGIN, frozenset({"margin", "profit"})),
    (Domain.REVENUE, frozenset({"acv", "arr", "billings", "bookings", "mrr", "revenue", "turnover"})),
    (
        Domain.CUSTOMERS,
        frozenset({"accounts", "churn", "churned", "clients", "csat", "customer", "customers", "ltv", "nps", "renewal"})
        | {"renewed", "retention", "subscribers", "users"},
    ),
    (Domain.PRODUCTS, frozenset({"inventory", "product", "products", "units"})),
    (Domain.SALES, frozenset({"deals", "opportunities", "pipeline", "quota", "sales", "win"})),
    (Domain.ORDERS, frozenset({"aov", "order", "orders", "returns"})),
    (Domain.MARKETING, frozenset({"cac", "campaign", "clicks", "conversion", "impressions", "leads", "mqls", "sqls"})),
    (Domain.FINANCE, frozenset({"cash", "cogs", "cost", "costs", "debt", "ebit", "ebitda", "expense", "expenses"})),
    (Domain.PEOPLE, frozenset({"attrition", "employees", "headcount", "hires"})),
    (Domain.OPERATIONS, frozenset({"backlog", "defects", "delivery", "downtime", "sla", "tickets", "uptime"})),
)


@frozen
class KindGuess:
    """A kind and, in words, what speaks for it."""

    kind: Kind
    reason: str


def is_ratio_unit(unit: str) -> bool:
    """Whether the unit alone says that its values do not add up."""
    return unit.lower() in _RATIO_UNITS or "/" in unit


def guess_kind(subject: str, unit: str) -> KindGuess:
    """How values of a metric may be put together, going by its unit first and then by the words of its name."""
    words = _words(subject)
    if unit.lower() in _RATIO_UNITS:
        return KindGuess(Kind.RATIO, f"the unit is {unit!r}")
    if found := _RATIO_WORDS.intersection(words):
        return KindGuess(Kind.RATIO, f"the name says {min(found)!r}")
    if "per" in words[1:] or "/" in unit:
        return KindGuess(Kind.RATIO, "it is an amount per something")
    if words[0] in _FLOW_PREFIXES:
        return KindGuess(Kind.FLOW, f"the name begins with {words[0]!r}")
    if words[0] in _STOCK_PREFIXES:
        return KindGuess(Kind.STOCK, f"the name begins with {words[0]!r}")
    if words[-1] in _STOCK_WORDS:
        return KindGuess(Kind.STOCK, f"{words[-1]!r} are counted at a moment")
    return KindGuess(Kind.FLOW, "nothing says otherwise")


def guess_good_direction(subject: str) -> GoodDirection:
    """Down for what costs, breaks or is lost, else up."""
    return GoodDirection.UP if _DOWN_WORDS.isdisjoint(_words(subject)) else GoodDirection.DOWN


def guess_domain(subject: str) -> Domain:
    """The part of the business that the words of the name belong to."""
    words = frozenset(_words(subject))
    return next((domain for domain, known in _DOMAIN_WORDS if words & known), Domain.UNKNOWN)


def display_name(subject: str) -> str:
    """``churn_rate`` as "Churn rate", ``arr`` as "ARR"."""
    words = [word.upper() if word in _ACRONYMS else word for word in subject.split("_") if word]
    text = " ".join(words)
    return text[0].upper() + text[1:]


def target_of(subject: str) -> str | None:
    """``revenue`` for ``revenue_target``."""
    base = subject.removesuffix(TARGET_SUFFIX)
    return base if base and base != subject else None


def _words(subject: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", target_of(subject) or subject) or [subject]
