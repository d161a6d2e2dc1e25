"""How IAM reads an identity or session policy: wildcards, letter case, variables, and what it does not grant."""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

UNDERSTOOD = frozenset({"Sid", "Effect", "Action", "Resource"})


def allows(policy: str, action: str, resource: str, tags: Mapping[str, str] | None = None) -> bool:
    """Whether the policy (JSON) allows the action on the resource in a session with these tags.

    An explicit denial wins. What is not understood here, such as a condition or `NotResource`, raises `ValueError`: a
    test that passes it over would say too much.
    """
    effects = {
        statement["Effect"]
        for statement in _statements(json.loads(policy))
        if any(_matches(pattern, action, re.IGNORECASE) for pattern in _listed(statement["Action"]))
        and any(_matches(_resolved(pattern, tags or {}), resource, 0) for pattern in _listed(statement["Resource"]))
    }
    return effects == {"Allow"}


def _statements(document: Any) -> list[Any]:
    statements = _listed(document["Statement"])
    for statement in statements:
        if set(statement) - UNDERSTOOD or statement["Effect"] not in ("Allow", "Deny"):
            raise ValueError(f"not understood: {statement}")
    return statements


def _resolved(pattern: str, tags: Mapping[str, str]) -> str:
    """The pattern with the session's tags in place of variables; what a variable holds is no wildcard."""

    def value(found: re.Match[str]) -> str:
        text = tags.get(found[1], "\0")
        return "".join(f"${{{character}}}" if character in "*?$" else character for character in text)

    return re.sub(r"\$\{aws:PrincipalTag/([^}]+)\}", value, pattern)


@cache
def _expression(pattern: str, flags: int) -> re.Pattern[str]:
    """`*` is any text, slashes and colons too, `?` one character; `${*}`, `${?}` and `${$}` are these characters."""
    parts = re.split(r"(\$\{[*?$]\}|[*?])", pattern)
    meant = {"*": ".*", "?": "."}
    text = "".join(meant.get(part) or re.escape(part[2] if re.fullmatch(r"\$\{.\}", part) else part) for part in parts)
    return re.compile(text, flags | re.DOTALL)


def _matches(pattern: str, text: str, flags: int) -> bool:
    return _expression(pattern, flags).fullmatch(text) is not None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
