"""What is sent to a tenant's webhook and by e-mail, where it may go, and when it is tried again. Pure."""

import hashlib
import hmac
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, Final

from salestalk.contracts.insight import Insight
from salestalk.contracts.jsontext import dumps
from salestalk.errors import ServiceError
from salestalk.values import frozen

MAX_ATTEMPTS: Final = 8
FIRST_DELAY_SECONDS: Final = 30
MAX_DELAY_SECONDS: Final = 900
"""The longest that SQS holds a message back."""
SIGNATURE_HEADER: Final = "x-salestalk-signature"
TIMESTAMP_HEADER: Final = "x-salestalk-timestamp"
DELIVERY_HEADER: Final = "x-salestalk-delivery"
_NOT_SHOWN: Final = frozenset({"status", "revision"})
_TRANSLATED: Final = IPv6Network("64:ff9b::/96")
"""IPv4 behind NAT64: the address that is meant are its last 32 bits."""


class NotDelivered(ServiceError):
    """The receiver did not take it; it may later."""


class NotAllowed(ServiceError):
    """It may never go there, however often it is tried."""


@frozen
class Post:
    """A request to a webhook."""

    url: str
    body: bytes
    headers: Mapping[str, str]


def webhook_post(insight: Insight, url: str, secret: str, timestamp: int) -> Post:
    """The request, signed: the receiver computes the same from the header's time and the body as they came.

    The delivery's id stays the same however often it is tried, and changes with what the insight says.
    """
    body = dumps({"type": "insight", "tenantId": insight.tenant_id, "insight": _shown(insight)}).encode()
    headers = {
        "content-type": "application/json",
        "user-agent": "SalesTalk",
        TIMESTAMP_HEADER: str(timestamp),
        SIGNATURE_HEADER: "v1=" + signature(secret, timestamp, body),
        DELIVERY_HEADER: f"{insight.insight_id}.{insight.revision}",
    }
    return Post(url, body, headers)


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 over ``{timestamp}.{body}``, in hexadecimal."""
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def mail_subject(insight: Insight) -> str:
    """The subject line: plain, on one line, at most 100 characters, as SNS asks."""
    kind = str(insight.kind).replace("_", " ")
    return f"SalesTalk: {insight.news} news, {kind}, {insight.period}"


def delay_after(attempt: int) -> int:
    """Seconds until the next attempt: 30, 120, 480, then 900."""
    return int(min(MAX_DELAY_SECONDS, FIRST_DELAY_SECONDS * 4 ** (attempt - 1)))


def is_public(address: str) -> bool:
    """Whether an address lies in the public internet, wherever it is translated to on the way."""
    return all(one.is_global and not one.is_multicast for one in _meant(ip_address(address)))


def is_loopback(address: str) -> bool:
    """Whether an address is the machine itself."""
    return ip_address(address).is_loopback


def _meant(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """The address with those that are carried within it."""
    if isinstance(address, IPv4Address):
        return [address]
    inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _TRANSLATED:
        inner.append(IPv4Address(int(address) & 0xFFFFFFFF))
    carried = [one for one in inner if one is not None]
    return carried if address.ipv4_mapped is not None else [address, *carried]


def _shown(insight: Insight) -> dict[str, Any]:
    return {name: value for name, value in insight.as_item().items() if name not in _NOT_SHOWN}
