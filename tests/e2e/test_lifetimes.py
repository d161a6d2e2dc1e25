"""A few short lives of tenants with every run of the tests; `make test-long` drives many long ones."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.e2e.conftest import Platform
from tests.e2e.lifetimes import Lives

FEW = settings(
    max_examples=2,
    stateful_step_count=8,
    deadline=None,
    # What fails is told as it was: making it shorter takes minutes on a real platform.
    phases=(Phase.generate,),
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_tenants_that_come_load_ask_rest_and_leave_stay_apart(platform: Platform) -> None:
    run_state_machine_as_test(type("Few", (Lives,), {"platform": platform}), settings=FEW)
