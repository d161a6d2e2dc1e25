"""Currencies and powers of ten as people write them."""

import re
from typing import Final

_CODES: Final = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD
HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD
MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN
PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD
TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL
"""
CODES: Final = frozenset(_CODES.split())
"""Currencies of ISO 4217."""

SIGNS: Final[dict[str, tuple[str, ...]]] = {
    "US$": ("USD",), "CA$": ("CAD",), "C$": ("CAD",), "AU$": ("AUD",), "A$": ("AUD",), "NZ$": ("NZD",), "HK$": ("HKD",),
    "S$": ("SGD",), "R$": ("BRL",), "MX$": ("MXN",),
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"), "€": ("EUR",), "£": ("GBP",), "¥": ("JPY", "CNY"),
    "₹": ("INR",), "₩": ("KRW",), "₽": ("RUB",), "₺": ("TRY",), "₪": ("ILS",), "฿": ("THB",), "₫": ("VND",),
    "₴": ("UAH",), "zł": ("PLN",), "Kč": ("CZK",), "Fr.": ("CHF",),
}  # fmt: skip
"""What a sign may stand for; the first is meant unless the metric is kept in one of the others."""

SCALES: Final[dict[str, int]] = {
    "k": 3, "thousand": 3, "thousands": 3, "tsd": 3, "m": 6, "mm": 6, "mn": 6, "mio": 6, "mil": 6, "million": 6,
    "millions": 6, "millionen": 6, "b": 9, "bn": 9, "mrd": 9, "billion": 9, "billions": 9, "milliarden": 9,
    "tn": 12, "trillion": 12, "trillions": 12, "lakh": 5, "crore": 7,
}  # fmt: skip
"""Powers of ten by the words that mean them, in lower case."""

SIGN: Final = "|".join(sorted(map(re.escape, SIGNS), key=len, reverse=True))
CODE: Final = f"(?:{'|'.join(sorted(CODES))})"


def candidates(money: str) -> tuple[str, ...]:
    """The currencies that a sign or a code may stand for."""
    return SIGNS.get(money) or ((money,) if money in CODES else ())
