"""Tokens made by hand. The emulator keeps its pools' signing keys in files, so a token can be right but for one thing.

On AWS nobody has that key. Here it shows that each check of the authorizer is made, not only that of the signature.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

SHA256_PREFIX: Final = bytes.fromhex("3031300d060960864801650304020105000420")
"""How PKCS #1 names the digest: https://www.rfc-editor.org/rfc/rfc8017#section-9.2."""


@dataclass(frozen=True, slots=True)
class Key:
    """An RSA key that signs."""

    modulus: int
    exponent: int

    @cache  # noqa: B019 - there are two keys, and each signs the same few tokens for every route
    def sign(self, message: bytes) -> bytes:
        """RS256."""
        size = (self.modulus.bit_length() + 7) // 8
        digest = SHA256_PREFIX + hashlib.sha256(message).digest()
        padded = b"\0\1" + b"\xff" * (size - len(digest) - 3) + b"\0" + digest
        return pow(int.from_bytes(padded, "big"), self.exponent, self.modulus).to_bytes(size, "big")


def read_key(pem: str) -> Key:
    """The key of a PKCS #8 file."""
    der = base64.b64decode("".join(line for line in pem.splitlines() if "-----" not in line))
    *_, wrapped = _members(_members(der)[0])
    _, modulus, _, private, *_ = _members(_members(wrapped)[0])
    return Key(int.from_bytes(modulus, "big"), int.from_bytes(private, "big"))


def _members(der: bytes) -> list[bytes]:
    """The contents of the values that lie one behind the other in DER."""
    found, place = [], 0
    while place < len(der):
        length, start = der[place + 1], place + 2
        if length & 0x80:
            start += length & 0x7F
            length = int.from_bytes(der[place + 2 : start], "big")
        found.append(der[start : start + length])
        place = start + length
    return found


@dataclass(frozen=True, slots=True)
class Token:
    """A token taken apart."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    signature: bytes

    @classmethod
    def read(cls, text: str) -> "Token":
        """The parts of a token as it is sent."""
        header, claims, signature = (decoded(part) for part in text.split("."))
        return cls(json.loads(header), json.loads(claims), signature)

    def with_claims(self, **changes: Any) -> "Token":
        """Other claims; None removes one. The signature stays what it was."""
        claims = {name: value for name, value in {**self.claims, **changes}.items() if value is not None}
        return Token(self.header, claims, self.signature)

    def with_header(self, **changes: Any) -> "Token":
        """Another header."""
        return Token({**self.header, **changes}, self.claims, self.signature)

    def signed(self, key: Key) -> str:
        """The token as text, with a signature that holds for what it says."""
        return f"{self._said}.{encoded(key.sign(self._said.encode()))}"

    def signed_with_text(self, secret: bytes) -> str:
        """The token with a HS256 signature."""
        return f"{self._said}.{encoded(hmac.digest(secret, self._said.encode(), 'sha256'))}"

    @property
    def text(self) -> str:
        """The token as it is, whether its signature holds or not."""
        return f"{self._said}.{encoded(self.signature)}"

    @property
    def _said(self) -> str:
        return f"{encoded(json.dumps(self.header).encode())}.{encoded(json.dumps(self.claims).encode())}"


def encoded(data: bytes) -> str:
    """Base64 as tokens have it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The same backwards."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
