"""What a tenant used, day by day, as JSON or as the table that a spreadsheet or a billing system takes."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from runtime.http import Request
from runtime.parameters import only_known
from salestalk.contracts.jsontext import dumps
from salestalk.contracts.tenant import AgreedLimits, Tenant
from salestalk.contracts.usage import MAX_USAGE_DAYS, DayOfUsage, Usage, UsageReport
from salestalk.errors import Fault, InvalidInput
from salestalk.ingestion.usage import DayOfUse
from salestalk.tenancy.plans import limits_of

CSV: Final = "text/csv"
EARLIEST: Final = date(2000, 1, 1)
_FORMATS: Final = ("json", "csv")
_COUNTED: Final = {field.alias or name: name for name, field in Usage.model_fields.items()}


def days_asked_for(request: Request, now: datetime) -> tuple[date, date]:
    """``from`` and ``to`` (UTC days, both included); by default this month so far. Raises `InvalidInput`."""
    only_known(request, "from", "to", "format")
    today = now.date()
    last = _day(request, "to", today)
    first = _day(request, "from", last.replace(day=1))
    if first > last:
        raise _fault("from", "order", "from: must not be later than `to`")
    if (last - first).days >= MAX_USAGE_DAYS:
        raise _fault("from", "too_many_days", f"from: at most {MAX_USAGE_DAYS} days can be told of at once")
    return first, last


def wants_csv(request: Request) -> bool:
    """By ``format``, else by the header `Accept`. Raises `InvalidInput`."""
    wanted = request.query.get("format")
    if wanted is None:
        return request.headers.get("accept", "").split(",")[0].partition(";")[0].strip().lower() == CSV
    if wanted not in _FORMATS:
        raise _fault("format", "format", f"format: must be {' or '.join(_FORMATS)}")
    return wanted == "csv"


def usage_report(tenant: Tenant, first: date, last: date, used: Iterable[DayOfUse]) -> UsageReport:
    """Every day of the range, those without use too, and their sum."""
    counted = {each.day: _known(each.counters) for each in used}
    days = [str(first + timedelta(days=number)) for number in range((last - first).days + 1)]
    total = {name: sum((Decimal(each.get(name, 0)) for each in counted.values()), Decimal(0)) for name in _COUNTED}
    return UsageReport(
        tenant_id=tenant.tenant_id,
        plan=tenant.plan,
        limits=AgreedLimits(**asdict(limits_of(tenant))),
        first=str(first),
        last=str(last),
        total=Usage.model_validate(total),
        days=tuple(DayOfUsage.model_validate({**counted.get(day, {}), "day": day}) for day in days),
    )


def usage_csv(report: UsageReport) -> str:
    """A line for each day, with exact plain numbers."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(["tenantId", "day", *_COUNTED])
    for day in report.days:
        values = day.as_item()
        lines.writerow([report.tenant_id, day.day, *(dumps(values[name]) for name in _COUNTED)])
    return text.getvalue()


def file_name(report: UsageReport) -> str:
    """What the table is called when it is saved."""
    return f"usage-{report.tenant_id}-{report.first}-{report.last}.csv"


def _known(counters: Mapping[str, Any]) -> dict[str, Decimal]:
    return {name: counters[name] for name in _COUNTED if name in counters}


def _day(request: Request, name: str, default: date) -> date:
    text = request.query.get(name)
    if text is None:
        return default
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or str(day) != text or day < EARLIEST:
        raise _fault(name, "day", f"{name}: must be a day such as 2026-11-21")
    return day


def _fault(field: str, rule: str, message: str) -> InvalidInput:
    return InvalidInput("A query parameter is not valid.", [Fault(field, rule, message)])
