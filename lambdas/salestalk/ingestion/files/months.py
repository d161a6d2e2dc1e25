"""Names of months, in the languages in which spreadsheets most often write them."""

import unicodedata
from typing import Final

_NAMES: Final = (
    "january jan januar janvier janv enero ene gennaio gen januari janeiro",
    "february feb februar fevrier fevr fev febrero febbraio februari fevereiro",
    "march mar marz mars marzo maart marco maerz mrz",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio mag mei maio",
    "june jun juni juin junio giugno giu junho",
    "july jul juli juillet juil julio luglio lug julho",
    "august aug aout agosto ago augustus",
    "september sep sept septembre septiembre settembre set setembro",
    "october oct oktober okt octobre octubre ottobre ott outubro out",
    "november nov novembre noviembre novembro",
    "december dec dezember dez decembre diciembre dic dicembre dezembro",
)
_NUMBERS: Final = {name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()}


def folded(text: str) -> str:
    """Lower case without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def month_number(word: str) -> int | None:
    """1 to 12 for the name of a month, in full or short, with or without its point."""
    return _NUMBERS.get(folded(word).rstrip("."))
