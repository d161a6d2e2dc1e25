"""The scene, on the platform that the end-to-end tests share."""

import uuid

import pytest

from tests.attack.scene import Scene, set_scene
from tests.e2e.conftest import Platform, platform

__all__ = ["platform"]


@pytest.fixture(scope="package")
def scene(platform: Platform) -> Scene:
    """One attacker, its victims, one tenant that is suspended and one that is gone."""
    return set_scene(platform, f"mallory-{uuid.uuid4().hex[:6]}")
