"""Writes both tenants' `metrics.csv`: ``python -m seed_data.generate`` (``--check`` only compares).

The same specification always gives the same bytes.
"""

import csv
import io
import sys
from collections.abc import Iterable

from salestalk.contracts.jsontext import decimal_text
from seed_data.loader import COLUMNS, DIMENSIONS, TENANT_IDS, definitions_of, metrics_file
from seed_data.making.acme import ACME
from seed_data.making.rows import Row, RowMaker
from seed_data.making.techstart import TECHSTART

SPECS = {spec.tenant_id: spec for spec in (ACME, TECHSTART)}


def metrics_csv(tenant_id: str) -> str:
    """The text of the tenant's `metrics.csv`."""
    units = {definition.subject: definition.unit for definition in definitions_of(tenant_id)}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_fields(row, units[row.subject] or "") for row in RowMaker(SPECS[tenant_id]).rows())
    return text.getvalue()


def _fields(row: Row, unit: str) -> Iterable[str | int]:
    slices = (row.dimensions.get(name, "") for name in DIMENSIONS)
    return (row.subject, row.period, *slices, decimal_text(row.value), unit, row.recorded_at)


def main(arguments: list[str]) -> int:
    """Write the files, or with ``--check`` say which of them differ; the exit code."""
    stale = [tenant_id for tenant_id in TENANT_IDS if metrics_file(tenant_id).read_text() != metrics_csv(tenant_id)]
    if "--check" in arguments:
        sys.stdout.write(f"Out of date: {', '.join(stale) or 'none'}\n")
        return 1 if stale else 0
    for tenant_id in TENANT_IDS:
        metrics_file(tenant_id).write_text(metrics_csv(tenant_id))
    sys.stdout.write(f"Wrote the metrics of {', '.join(TENANT_IDS)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
