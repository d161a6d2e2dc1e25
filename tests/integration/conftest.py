"""What the integration tests share: resources of their own on the run's emulator, so that no test meets another's."""

import uuid

import pytest


@pytest.fixture
def unique() -> str:
    """A short name that no other test has, to put into the names of tables, queues and tenants."""
    return uuid.uuid4().hex[:12]
