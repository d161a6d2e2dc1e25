"""Holding a tenant to its limits: counted before anything is done, or refused with the limit and when it ends."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Final, Protocol

from salestalk.contracts.tenant import Tenant
from salestalk.errors import Fault, LimitReached
from salestalk.tenancy.plans import SECONDS_A_DAY, Limits, limits_of
from salestalk.values import frozen

QUESTIONS: Final = "questions"
LOADS: Final = "loads"
CHANGES: Final = "changes"
OF_THE_DAY: Final = "day"
SHEET_SECONDS: Final = 3 * SECONDS_A_DAY
"""How long the counters of a day are kept."""
_KEPT_MINUTES: Final = 2
"""The minute that ended just now stays: whoever began in it may still be counting."""
_FORGOTTEN_AT_ONCE: Final = 10


class Counters(Protocol):
    """Counters of tenants, on sheets; deadlines are on the `time.monotonic` scale, in seconds."""

    def add(
        self,
        tenant_id: str,
        sheet: str,
        charges: Mapping[str, tuple[int, int | None]],
        *,
        keep: tuple[int, int],
        once: str | None = None,
        forget: Sequence[str] = (),
        deadline: float | None = None,
    ) -> Mapping[str, int] | None:
        """Add to the counters, or to none where one would become larger than it may: then gives them as they stand.

        ``charges`` are an amount and what the counter may become at most, by counter. What was counted under ``once``
        before is not counted again. ``keep`` says until when (Unix seconds) the sheet and the note of that are kept;
        counters to ``forget`` are removed. Raises `RightMissing`, `Unavailable`.
        """


@frozen
class _Charge:
    """An amount of ``things``, and the limit that it counts against until ``ends``."""

    counter: str
    amount: int
    limit: int
    rule: str
    things: str
    ends: datetime
    until: str


@frozen
class Allowance:
    """What one tenant may still do. Moments are aware; all calls raise `LimitReached`, `Unavailable`."""

    tenant: Tenant
    counters: Counters

    @property
    def limits(self) -> Limits:
        """What the tenant may use in all."""
        return limits_of(self.tenant)

    def question(self, now: datetime, *, once: str | None = None, deadline: float | None = None) -> None:
        """Count a question, unless it was counted under ``once`` before."""
        daily = self._daily(now, 1, self.limits.questions_per_day, QUESTIONS)
        minutely = self._minutely(now, self.limits.questions_per_minute, QUESTIONS)
        self._hold(QUESTIONS, now, (daily, minutely), once, deadline)

    def load(self, rows: int, now: datetime, *, deadline: float | None = None) -> None:
        """Count a batch of so many rows. One that comes again is as much work again, and counts again."""
        daily = self._daily(now, rows, self.limits.rows_per_day, "rows")
        minutely = self._minutely(now, self.limits.loads_per_minute, LOADS)
        self._hold(LOADS, now, (daily, minutely), None, deadline)

    def upload(self, now: datetime, *, deadline: float | None = None) -> None:
        """Count a request to upload a file: it needs room for a row, and its rows are counted when it is loaded."""
        room = self._daily(now, 0, self.limits.rows_per_day - 1, "rows")
        minutely = self._minutely(now, self.limits.loads_per_minute, LOADS)
        self._hold(LOADS, now, (room, minutely), None, deadline)

    def uploaded(self, rows: int, now: datetime, *, once: str, deadline: float | None = None) -> None:
        """Count the rows of a file that was let in, once. They may be more than the limit; then no more is let in."""
        self._add(LOADS, now, {OF_THE_DAY: (rows, None)}, once, deadline)

    def change(self, now: datetime, *, deadline: float | None = None) -> None:
        """Count something else that a user writes, whatever becomes of it."""
        minutely = self._minutely(now, self.limits.changes_per_minute, CHANGES)
        self._hold(CHANGES, now, (minutely,), None, deadline)

    def _hold(
        self, sheet: str, now: datetime, charges: Sequence[_Charge], once: str | None, deadline: float | None
    ) -> None:
        standing: Mapping[str, int] | None = {}
        if all(charge.amount <= charge.limit for charge in charges):
            counted = {charge.counter: (charge.amount, charge.limit) for charge in charges}
            standing = self._add(sheet, now, counted, once, deadline)
        if standing is not None:
            # Counters never fall: what was full when this was counted is full in what was read after that.
            full = (each for each in charges if standing.get(each.counter, 0) + each.amount > each.limit)
            raise self._refusal(next(full, charges[-1]), standing, now)

    def _add(
        self,
        sheet: str,
        now: datetime,
        charges: Mapping[str, tuple[int, int | None]],
        once: str | None,
        deadline: float | None,
    ) -> Mapping[str, int] | None:
        seconds = int(now.timestamp())
        latest = seconds // 60 - _KEPT_MINUTES
        return self.counters.add(
            self.tenant.tenant_id,
            f"{sheet}#{self.tenant.metadata.calendar.today(now)}",
            charges,
            once=once,
            keep=(seconds + SHEET_SECONDS, self.limits.kept_until(seconds)),
            forget=[_of_minute(latest - back) for back in range(_FORGOTTEN_AT_ONCE)],
            deadline=deadline,
        )

    def _daily(self, now: datetime, amount: int, limit: int, things: str) -> _Charge:
        ends = self.tenant.metadata.calendar.midnight(now)
        until = f"at midnight, {ends:%Y-%m-%d %H:%M} in {self.tenant.metadata.time_zone}"
        return _Charge(OF_THE_DAY, amount, limit, f"{things}_per_day", f"{things} a day", ends, until)

    def _minutely(self, now: datetime, limit: int, things: str) -> _Charge:
        ends = now.astimezone(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
        counter = _of_minute(int(now.timestamp()) // 60)
        until = f"in {_seconds(now, ends)} s"
        return _Charge(counter, 1, limit, f"{things}_per_minute", f"{things} a minute", ends, until)

    def _refusal(self, charge: _Charge, standing: Mapping[str, int], now: datetime) -> LimitReached:
        agreed = getattr(self.tenant.metadata.limits, charge.rule, None) is not None
        whose = f"The {self.tenant.plan} plan{', as agreed with you,' if agreed else ''}"
        limit, used = getattr(self.limits, charge.rule), standing.get(charge.counter, 0)
        said = f"{whose} allows {limit:,} {charge.things}, and {used:,} are used. They begin anew {charge.until}."
        return LimitReached(
            said,
            [Fault("", charge.rule, f"{used:,} of {limit:,} {charge.things}")],
            retry_after=_seconds(now, charge.ends),
        )


def _of_minute(minute: int) -> str:
    """What counts a minute (since 1970): each has a counter of its own, so none has ever to be set back."""
    return f"m{minute}"


def _seconds(now: datetime, ends: datetime) -> int:
    return max(1, ceil(ends.timestamp() - now.timestamp()))
