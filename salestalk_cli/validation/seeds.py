"""Is an example tenant's data complete, well formed and dated as it must be?"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime

from salestalk.calendar import Granularity, Period
from salestalk.contracts.catalog import Kind
from salestalk.contracts.metric import TARGET_SUFFIX, metric_sk, parse_sk
from salestalk_cli.validation.book import Book
from salestalk_cli.validation.checks import Checks
from salestalk_cli.validation.expected import EXPECTED, HEADLINES, YEARS

SEEDS: Checks[Book] = Checks()

FEWEST, MOST = 1_500, 3_000


@SEEDS.check
def tenant_as_agreed(book: Book) -> Iterator[str]:
    """Name, plan, industry, region, currency, fiscal year and time zone are the agreed ones."""
    tenant = book.seed.tenant
    found = {**tenant.metadata.as_item(), "name": tenant.name, "plan": tenant.plan.value, "status": tenant.status.value}
    for field, due in EXPECTED.get(tenant.tenant_id, {"tenantId": "one of the example tenants"}).items():
        if found.get(field) != due:
            yield f"{field} is {found.get(field)!r}, not {due!r}"


@SEEDS.check
def reserved_address(book: Book) -> Iterator[str]:
    """The owner's address is one that nobody can have."""
    domain = book.seed.tenant.owner_email.partition("@")[2]
    if not f".{domain}".endswith(".example.com"):
        yield f"{book.seed.tenant.owner_email} is not at example.com"


@SEEDS.check
def headlines(book: Book) -> Iterator[str]:
    """The headline values are exact."""
    for slot, (due, unit) in HEADLINES.get(book.seed.tenant.tenant_id, {}).items():
        record = book.records.get(slot)
        if record is None or (record.value, record.unit) != (due, unit):
            yield f"{slot} is {record and record.value}, not {due} {unit}"


@SEEDS.check
def enough_rows(book: Book) -> Iterator[str]:
    """There are 1,500 to 3,000 rows."""
    if not FEWEST <= len(book.seed.records) <= MOST:
        yield f"there are {len(book.seed.records):,}"


@SEEDS.check
def unique_rows(book: Book) -> Iterator[str]:
    """No row is there twice."""
    keys = Counter((record.subject, metric_sk(record.period, record.dimensions)) for record in book.seed.records)
    yield from (f"{subject} {sk} is there {count} times" for (subject, sk), count in keys.items() if count > 1)


@SEEDS.check
def readable_keys(book: Book) -> Iterator[str]:
    """Every key can be read back into its period and dimensions."""
    for record in book.seed.records:
        sk = metric_sk(record.period, record.dimensions)
        if parse_sk(sk) != (record.period, record.dimensions) or any(not v.strip() for v in record.dimensions.values()):
            yield f"{record.subject} {sk} is not read back as {record.dimensions}"


@SEEDS.check
def complete_history(book: Book) -> Iterator[str]:
    """Every flow and level has all years, quarters and months of two fiscal years."""
    due = set(_periods(book))
    found: dict[str, set[str]] = defaultdict(set)
    for slot, _ in book.actuals(Kind.FLOW, Kind.STOCK):
        if not slot.slice:
            found[slot.subject].add(slot.period)
    for subject, periods in found.items():
        if periods != due:
            yield f"{subject}: {', '.join(sorted(periods ^ due))} is missing or outside the two years"


@SEEDS.check
def complete_ratios(book: Book) -> Iterator[str]:
    """Every ratio has all quarters of two fiscal years."""
    due = {key for key in _periods(book) if "Q" in key}
    for subject in {slot.subject for slot, _ in book.actuals(Kind.RATIO)}:
        missing = due - {slot.period for slot in book.records if slot.subject == subject}
        if missing:
            yield f"{subject}: {', '.join(sorted(missing))} is missing"


@SEEDS.check
def complete_slices(book: Book) -> Iterator[str]:
    """A dimension has the same values in every period."""
    values: dict[tuple[str, tuple[str, ...]], dict[str, set[object]]] = defaultdict(lambda: defaultdict(set))
    for slot in book.records:
        if slot.slice:
            values[slot.subject, slot.names][slot.period].add(slot.slice)
    for (subject, names), by_period in values.items():
        every = set.union(*by_period.values())
        for period, found in by_period.items():
            if found != every:
                yield f"{subject} {period} by {', '.join(names)}: {len(every - found)} slices are missing"


@SEEDS.check
def enough_slices(book: Book) -> Iterator[str]:
    """Revenue and gross profit are sliced by region, product line and segment, and by region with product line."""
    due = {("region",), ("product_line",), ("segment",), ("product_line", "region")}
    for subject in ("revenue", "gross_profit"):
        missing = due - book.slicings.get((subject, Granularity.QUARTER), set())
        if missing:
            yield f"{subject} is not sliced by {sorted(missing)}"


@SEEDS.check
def sane_amounts(book: Book) -> Iterator[str]:
    """Amounts are not negative, counts are whole, money has whole cents."""
    currency = book.seed.tenant.metadata.currency
    for slot, record in book.records.items():
        decimals = record.value.as_tuple().exponent
        assert isinstance(decimals, int)  # noqa: S101 - the contract lets only finite numbers through
        limit = {"count": 0, currency: -2 if book.kind(slot.subject) is not Kind.RATIO else -4}.get(record.unit, -6)
        if record.value < 0 or decimals < limit:
            yield f"{slot}: {record.value} {record.unit}"


@SEEDS.check
def sane_shares(book: Book) -> Iterator[str]:
    """Shares lie between 0 and 1."""
    for slot, record in book.records.items():
        if record.unit == "ratio" and not 0 <= record.value <= 1:
            yield f"{slot}: {record.value}"


@SEEDS.check
def one_unit(book: Book) -> Iterator[str]:
    """Money is in the tenant's currency, and every metric in one unit."""
    allowed = {book.seed.tenant.metadata.currency, "count", "ratio", "points"}
    for slot, record in book.records.items():
        definition = book.definitions.get(slot.subject)
        if record.unit not in allowed or (definition and definition.unit != record.unit):
            yield f"{slot} is in {record.unit}, its definition in {definition and definition.unit}"


@SEEDS.check
def actuals_known_after(book: Book) -> Iterator[str]:
    """An actual was known after its period's end, and not later than a month after."""
    for slot, record in book.records.items():
        end = book.calendar.interval(Period.parse(slot.period)).end
        if not book.is_target(slot.subject) and not 0 <= (_day(record.recorded_at) - end).days <= 31:
            yield f"{slot} ends before {end} and was recorded on {_day(record.recorded_at)}"


@SEEDS.check
def targets_known_before(book: Book) -> Iterator[str]:
    """A target was known before its period's beginning."""
    for slot, record in book.records.items():
        start = book.calendar.interval(Period.parse(slot.period)).start
        if book.is_target(slot.subject) and _day(record.recorded_at) >= start:
            yield f"{slot} begins on {start} and was recorded on {_day(record.recorded_at)}"


@SEEDS.check
def nothing_before_the_tenant(book: Book) -> Iterator[str]:
    """No row and no message comes before the tenant."""
    since = book.seed.tenant.created_at
    yield from (str(slot) for slot, record in book.records.items() if (record.recorded_at or 0) < since)
    yield from (message.message_id for message in book.seed.messages if message.timestamp < since)


@SEEDS.check
def defined_and_loaded(book: Book) -> Iterator[str]:
    """Every metric that is loaded is defined, and every defined one is loaded."""
    loaded = {slot.subject for slot in book.records}
    yield from (f"{subject} is not defined" for subject in sorted(loaded - book.definitions.keys()))
    yield from (f"{subject} is not loaded" for subject in sorted(book.definitions.keys() - loaded))


@SEEDS.check
def complete_definitions(book: Book) -> Iterator[str]:
    """Every definition says name, unit, kind, good direction, domain and how people call it."""
    for each in book.seed.definitions:
        said = (each.display_name, each.unit, each.kind, each.good_direction, each.domain, each.synonyms)
        if not all(said):
            yield f"{each.subject} leaves something open"


@SEEDS.check
def unambiguous_names(book: Book) -> Iterator[str]:
    """No two metrics are called the same."""
    owners: dict[str, set[str]] = defaultdict(set)
    for each in book.seed.definitions:
        for name in (each.subject, each.display_name or "", *each.synonyms):
            owners[name.lower().replace("_", " ")].add(each.subject)
    yield from (f"{name!r} is {' and '.join(sorted(found))}" for name, found in owners.items() if len(found) > 1)


@SEEDS.check
def known_operands(book: Book) -> Iterator[str]:
    """Numerators and denominators are loaded, and only ratios have them."""
    for each in book.seed.definitions:
        operands = [subject for subject in (each.numerator, each.denominator) if subject]
        if operands and (len(operands) < 2 or each.kind is not Kind.RATIO):
            yield f"{each.subject} has {operands} and is a {each.kind}"
        yield from (f"{each.subject} needs {subject}" for subject in operands if subject not in book.definitions)


@SEEDS.check
def matching_targets(book: Book) -> Iterator[str]:
    """A target is called after its metric and shares its unit, kind and good direction."""
    for each in book.seed.definitions:
        if each.target_of is None and not each.subject.endswith(TARGET_SUFFIX):
            continue
        base = book.definitions.get(each.target_of or "")
        alike = base and (base.unit, base.kind, base.good_direction) == (each.unit, each.kind, each.good_direction)
        if not alike or each.subject != f"{each.target_of}{TARGET_SUFFIX}":
            yield f"{each.subject} is no fitting target of {each.target_of}"


@SEEDS.check
def targets_ahead(book: Book) -> Iterator[str]:
    """Revenue has targets for every quarter of the last year, and for quarters ahead."""
    periods = {slot.period for slot in book.records if slot.subject == "revenue_target" and not slot.slice}
    missing = {f"{YEARS[-1]}-Q{quarter}" for quarter in (1, 2, 3, 4)} - periods
    if missing or not any(period > f"{YEARS[-1]}-Q4" for period in periods if "Q" in period):
        yield f"missing: {', '.join(sorted(missing)) or 'quarters ahead'}"


def _periods(book: Book) -> Iterator[str]:
    for number in YEARS:
        year = Period(number, 1, Granularity.YEAR)
        for granularity in (Granularity.YEAR, Granularity.QUARTER, Granularity.MONTH):
            yield from (part.key for part in book.calendar.parts(year, granularity) or ())


def _day(timestamp: int | None) -> date:
    return datetime.fromtimestamp(timestamp or 0, UTC).date()
