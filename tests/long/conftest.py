"""Runs of minutes: `make test-long`. The files are called `long_*.py`, so that the ordinary tests pass them by."""

import uuid

import pytest


@pytest.fixture
def unique() -> str:
    """A short name that no other test has."""
    return uuid.uuid4().hex[:12]
