"""Prompts: a version that was used stays what it was."""

import hashlib

import pytest

from salestalk.ai.ports import Task
from salestalk.ai.prompts import FOLDER, kept_hash, known_versions, prompt


@pytest.mark.parametrize("task", list(Task))
def test_no_version_of_a_prompt_was_changed(task):
    for version in known_versions(task):
        found = hashlib.sha256((FOLDER / f"{task}-{version}.txt").read_bytes()).hexdigest()
        assert found == kept_hash(task, version), f"write a new version of {task}, or keep {found} if it was never used"


def test_every_prompt_is_listed_as_a_version():
    files = {path.stem for path in FOLDER.glob("*.txt")}
    assert files == {f"{task}-{version}" for task in Task for version in known_versions(task)}


@pytest.mark.parametrize("task", list(Task))
def test_an_answer_names_the_latest_version_with_the_hash_of_what_is_sent(task):
    used = prompt(task)
    assert used.version == known_versions(task)[-1]
    assert used.name == f"{task}@{used.version}:{hashlib.sha256(used.text.encode()).hexdigest()}"
