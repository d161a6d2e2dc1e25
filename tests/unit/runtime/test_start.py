"""The start of a function runs without the garbage collector, and gives it back."""

import subprocess
import sys

import pytest

HANDLED = """
import gc
import runtime.start
during = gc.isenabled()
kept = [[] for _ in range(1000)]
runtime.start.finished()
print(during, gc.isenabled(), gc.get_freeze_count() >= 1000)
"""

STARTED = """
import gc, importlib, os, sys
from salestalk.names import Env
os.environ |= {name: "INFO" for key, name in vars(Env).items() if key.isupper()}
os.environ |= {"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1", Env.AI_PROVIDER: "builtin"}
importlib.import_module(sys.argv[1])
print(gc.isenabled(), gc.get_freeze_count() > 0)
"""


def test_no_garbage_is_looked_for_until_the_start_is_over() -> None:
    done = subprocess.run([sys.executable, "-c", HANDLED], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "True"]


@pytest.mark.parametrize("name", ["chat_handler", "metrics_handler"])
def test_a_function_on_the_request_path_collects_garbage_once_it_has_started(name: str) -> None:
    command = [sys.executable, "-c", STARTED, f"{name}.handler"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]
