"""What headings say: the role of a column by the words people use for it, and names as the contracts want them."""

import re
from typing import Final

from salestalk.ingestion.files.model import Role
from salestalk.ingestion.files.months import folded
from salestalk.ingestion.files.numbers import cleaned

EXACT_COLUMNS: Final = ("subject", "period", "value", "unit", "recordedAt")
EXACT_FIELDS: Final = ("subject", "period", "value", "unit")
DIMENSION_PREFIX: Final = "dim."

_WORDS: Final[dict[Role, str]] = {
    Role.METRIC: "metric|metrics|metric name|metric id|metric type|kpi|kpis|kpi name|measure|measure name|measures"
    "|indicator|subject|line item|account|account name|variable|series|kennzahl|kenngrosse|indicateur|mesure|metrica"
    "|indicador",
    Role.PERIOD: "period|periods|date|day|time|month|quarter|week|year|fiscal period|fiscal quarter|fiscal year"
    "|fiscal month|reporting period|report date|as of|period end|period start|month end|year month|year quarter"
    "|yearmonth|ym|zeitraum|datum|monat|quartal|woche|jahr|tag|periode|mois|trimestre|semaine|annee|jour|fecha|mes"
    "|ano|periodo",
    Role.VALUE: "value|values|amount|val|figure|number|actual|actuals|actual value|metric value|result|betrag|wert"
    "|valeur|montant|valor|importe|monto",
    Role.UNIT: "unit|units|uom|unit of measure|currency|currency code|ccy|einheit|wahrung|waehrung|unite|devise|unidad"
    "|moneda",
    Role.RECORDED_AT: "recordedat|recorded at",
    Role.METADATA: "metadata",
}
"""From the plainest word to the least plain."""
_ROLES: Final = {word: role for role, words in _WORDS.items() for word in words.split("|")}
_YEAR_WORDS: Final = frozenset({"year", "fiscal year", "fy", "calendar year", "jahr", "annee", "ano"})
_PART_WORDS: Final = frozenset(
    {
        "quarter",
        "fiscal quarter",
        "qtr",
        "month",
        "fiscal month",
        "week",
        "quartal",
        "monat",
        "woche",
        "mois",
        "trimestre",
    }
    | {"semaine", "mes", "period", "kw", "month name", "month number"}
)
_TOTALS: Final = frozenset(
    {
        "total",
        "totals",
        "grand total",
        "grand totals",
        "sub total",
        "subtotal",
        "subtotals",
        "sum",
        "sum total",
        "totale",
    }
    | {
        "overall total",
        "gesamt",
        "gesamtsumme",
        "gesamtergebnis",
        "summe",
        "insgesamt",
        "total general",
        "somme",
        "suma",
    }
)
_NOT_NAME: Final = re.compile(r"[^a-z0-9]+")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_COUNTED: Final = re.compile(r"(?:#|no\.?|nr\.?|number|count|anzahl)\s*(?:of\s+)?(?=\S)", re.IGNORECASE)


def words(text: str) -> str:
    """Lower-case words with single spaces, accents and signs dropped: how headings are compared."""
    return _NOT_NAME.sub(" ", folded(cleaned(text))).strip()


def role_of(heading: str) -> Role | None:
    """The role that a heading names, if it is one of the words for it."""
    return _ROLES.get(words(heading)) or _ROLES.get(words(_HUMP.sub(" ", heading)))


def is_year(heading: str) -> bool:
    """Whether a column holds years that another column's months or quarters belong to."""
    return words(heading) in _YEAR_WORDS


def is_part_of_year(heading: str) -> bool:
    """Whether a column may hold quarters, months or weeks of a year that stands in another column."""
    return words(heading) in _PART_WORDS


def kind_of_part(heading: str) -> str:
    """``Q``, ``W`` or ``M``: what a bare number in a column of parts of a year is."""
    said = words(heading)
    if "qu" in said or "qtr" in said or "trimestre" in said:
        return "Q"
    return "W" if said in {"week", "woche", "semaine", "kw"} else "M"


def is_target(heading: str) -> bool:
    """Whether a column holds targets beside actual values."""
    return words(heading) in {"target", "budget", "plan", "goal", "quota", "soll", "objectif"}


def is_code(heading: str) -> bool:
    """Whether a column's numbers only name things: identifiers, postal codes."""
    return words(_HUMP.sub(" ", heading)).rpartition(" ")[2] in {
        "id",
        "code",
        "number",
        "no",
        "nr",
        "sku",
        "zip",
        "key",
    }


def preference(heading: str, role: Role) -> int:
    """The order among columns of the same role: smaller is the plainer name for it."""
    return _WORDS[role].split("|").index(words(heading)) if words(heading) in _WORDS[role].split("|") else 1_000


def is_total(text: str) -> bool:
    """Whether a cell labels a sum of other rows or columns."""
    return words(text) in _TOTALS


def name_of(label: str) -> str:
    """A subject or a dimension name: ``Net Revenue`` as ``net_revenue``; empty where nothing is left of it.

    ``# of Orders`` is ``orders``. A name longer than 64 characters is left to the contract, which refuses it.
    """
    plain = cleaned(label)
    counted = _COUNTED.match(plain)
    if counted and (plain.startswith("#") or counted[0].lower().rstrip().endswith(" of")):
        plain = plain[counted.end() :]
    plain = folded(_HUMP.sub("_", plain).replace("&", " and ").replace("ß", "ss"))
    return _NOT_NAME.sub("_", plain).strip("_")
