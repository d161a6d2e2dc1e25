"""Many long lives of several tenants at once on the deployed platform, against a model."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.e2e.conftest import Platform, platform
from tests.e2e.lifetimes import Lives

__all__ = ["platform"]

MANY = settings(
    max_examples=10,
    stateful_step_count=25,
    deadline=None,
    # What fails is told as it was: making it shorter takes minutes on a real platform.
    phases=(Phase.generate,),
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)


def test_tenants_that_come_load_ask_rest_and_leave_stay_apart(platform: Platform) -> None:
    run_state_machine_as_test(type("Many", (Lives,), {"platform": platform}), settings=MANY)
