"""Fixtures of this folder."""

from tests.unit.insights.receiving import receiver

__all__ = ["receiver"]
