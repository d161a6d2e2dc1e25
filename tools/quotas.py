"""What AWS allows an account in a region, how much of it tenants take, and at how many of them each limit binds.

Defaults as AWS lists them; ``raised`` is the most it is known to give, None where it says only that it can be raised.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from salestalk.tenancy.headroom import QUOTAS as COUNTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A quota. ``each`` is what a tenant takes of it, ``once`` what the platform takes, whoever is in it."""

    what: str
    default: int
    each: float
    once: int = 0
    raised: int | None = None
    is_adjustable: bool = True
    is_rate: bool = False
    """Whether it grows with what tenants do, not with what they own."""
    then: str

    def used(self, tenants: int) -> float:
        """What so many tenants take."""
        return self.once + self.each * tenants

    def binds_at(self, allowed: int) -> int | None:
        """With how many tenants that much is used up; None where tenants take nothing of it."""
        return int((allowed - self.once) / self.each) if self.each else None


def limits(peaks: Mapping[str, int], tenants: int, most_at_once: int) -> tuple[Limit, ...]:
    """All of them; rates are the peaks of a simulated day of so many tenants, which grow as they do."""
    rate = {name: peak / tenants for name, peak in peaks.items()}
    return (*_of_tenants(), *_of_the_platform(), *_of_traffic(rate, most_at_once / tenants))


def _of_tenants() -> tuple[Limit, ...]:
    """What each tenant takes one or two of."""
    tables, stacks = (next(each for each in COUNTED if each.name == name) for name in ("tables", "stacks"))
    return (
        Limit(
            what="DynamoDB tables",
            default=tables.limit,
            raised=10_000,
            each=tables.of_a_tenant,
            once=tables.of_the_platform,
            then="raise it; beyond 4,999 tenants another cell",
        ),
        Limit(
            what="CloudFormation stacks",
            default=stacks.limit,
            each=stacks.of_a_tenant,
            once=stacks.of_the_platform + 1,
            then="raise it, together with the tables",
        ),
        Limit(
            what="groups of a user pool",
            default=10_000,
            raised=10_000,
            is_adjustable=False,
            each=1,
            once=1,
            then="a pool for each cell",
        ),
        Limit(
            what="standard SSM parameters",
            default=10_000,
            raised=100_000,
            each=1,
            once=2,
            then="one for each tenant with a webhook; the advanced tier holds more",
        ),
    )


def _of_the_platform() -> tuple[Limit, ...]:
    """What tenants take nothing of."""
    return (
        Limit(
            what="IAM roles",
            default=1_000,
            raised=5_000,
            each=0,
            once=30,
            then="nothing: a session policy, no role, parts tenants",
        ),
        Limit(
            what="rules of a bus",
            default=300,
            each=0,
            once=15,
            then="nothing: rules are for kinds of events, not for tenants",
        ),
        Limit(
            what="tables with indexes being made at once",
            default=250,
            is_adjustable=False,
            each=0,
            once=32,
            then="nothing: sixteen onboardings at a time are what was measured, each makes two",
        ),
    )


def _of_traffic(rate: Mapping[str, float], at_once: float) -> tuple[Limit, ...]:
    """What grows with what tenants do: ``rate`` and functions ``at_once`` are one tenant's share of the peaks."""
    return (
        Limit(
            what="functions at once",
            is_rate=True,
            default=1_000,
            each=at_once,
            then="raise it; reserve some for the chat, so that loads never take it all",
        ),
        Limit(
            what="STS requests a second",
            is_rate=True,
            default=600,
            each=rate["sts"],
            then="raise it; longer credentials (900 s now, 3,600 s at most) and more tenants kept take less",
        ),
        Limit(
            what="PutEvents a second (smallest regions)",
            is_rate=True,
            default=400,
            each=rate["eventbridge"],
            then="10,000 in the largest regions; the outbox keeps what is put off",
        ),
        Limit(
            what="HTTP API calls a second (our own limit)",
            is_rate=True,
            default=5_000,
            raised=10_000,
            each=rate["questions"],
            then="raise ours, then the account's",
        ),
        Limit(
            what="sign-ins a second",
            is_rate=True,
            default=120,
            each=rate["questions"] / 20,
            then="raise it; one for twenty questions is assumed, tokens last for an hour",
        ),
    )


QUESTIONS_OF_ONE_KEY: Final = 250
"""Questions a second at which the item that holds a tenant's day to its limits binds: a partition takes 1,000 write
units a second, and a conditional write in a transaction takes two, or four where many meet and are tried again."""
