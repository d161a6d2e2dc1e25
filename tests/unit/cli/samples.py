"""Answers as the API gives them."""

from decimal import Decimal
from typing import Any


def reference(**changes: Any) -> dict[str, Any]:
    return {
        "id": "r1",
        "metric": "revenue",
        "period": "2025-Q3",
        "value": 2_500_000,
        "unit": "USD",
        "source": {"table": "tenant-acme-corp-001-metrics", "pk": "METRIC#revenue", "sk": "2025-Q3", "version": 1},
    } | changes


def answer(**changes: Any) -> dict[str, Any]:
    return {
        "outcome": "answered",
        "answer": "Revenue was $2,500,000 in Q3 2025.",
        "interpretation": {
            "metric": "Revenue",
            "periods": ["2025-Q3"],
            "intervals": ["[2025-07-01, 2025-10-01)"],
            "assumptions": ["Q3 is taken as Q3 2025, the latest with data."],
            "asOf": "2026-11-21",
        },
        "dataReferences": [reference()],
        "derived": [],
        "suggestions": [],
    } | changes


def derived(**changes: Any) -> dict[str, Any]:
    return {
        "id": "d1",
        "label": "growth",
        "value": Decimal("0.1666666666666666666666666666666666667"),
        "unit": "ratio",
        "operation": "relative_change",
        "inputs": ["r1", "r2"],
    } | changes
