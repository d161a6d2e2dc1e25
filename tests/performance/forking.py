"""Imports each function that is named in a process of its own, begun where all of them still need the same: so its own
share alone is counted, in a third of the time. Says which process was whose; that of ``-`` imports nothing."""

import importlib
import os
import sys

import aws_lambda_powertools
import botocore.client
import botocore.session
import pydantic.main
import pydantic.types

SHARED = (aws_lambda_powertools, botocore.client, botocore.session, pydantic.main, pydantic.types)


def _in_a_child(function: str) -> int:
    """Import it there; the child's id. Ends this process too when the function cannot be started."""
    child = os.fork()
    if not child:
        if function != "-":
            importlib.import_module(f"{function}.handler")
        os._exit(0)  # nothing of what ends the parent, such as its output, is done twice
    _, status = os.waitpid(child, 0)
    if status:
        sys.exit(f"{function} could not be started")
    return child


if __name__ == "__main__":
    for name in sys.argv[1:]:
        sys.stdout.write(f"{name} was {_in_a_child(name)}\n")
        sys.stdout.flush()
