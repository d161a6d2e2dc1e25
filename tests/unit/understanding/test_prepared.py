"""What is prepared of the vocabulary: current in the repository, and never used once the vocabulary has changed."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from salestalk.understanding.words import vocabulary_files
from salestalk.understanding.words.lexicon import built_in, lexicon_of, plain_lexicon
from salestalk.understanding.words.vocabulary_files import prepared, prepared_text
from tools import vocabulary


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file made beforehand from a small vocabulary of its own."""
    folder = tmp_path / "vocabulary"
    shutil.copytree(vocabulary_files.FOLDER, folder)
    monkeypatch.setattr(vocabulary_files, "FOLDER", folder)
    monkeypatch.setattr(vocabulary_files, "PREPARED", tmp_path / "prepared.json")
    vocabulary_files.PREPARED.write_text(prepared_text({"greeting": ["hello"]}))
    vocabulary_files._prepared.cache_clear()
    yield folder
    vocabulary_files._prepared.cache_clear()


def test_the_file_is_what_vocabulary_and_code_say() -> None:
    assert vocabulary.main(["--check"]) == 0, "run python -m tools.vocabulary --write"


def test_a_lexicon_read_is_the_lexicon_worked_out() -> None:
    assert built_in().phrases == lexicon_of(plain_lexicon()).phrases
    assert built_in().words == lexicon_of(plain_lexicon()).words


def test_what_was_prepared_is_read(made: Path) -> None:
    assert vocabulary_files.is_prepared()
    assert prepared("greeting", lambda: ["worked out"]) == ["hello"]


def test_a_part_that_was_not_prepared_is_worked_out(made: Path) -> None:
    assert prepared("farewell", lambda: ["bye"]) == ["bye"]


def test_a_changed_vocabulary_counts_at_once(made: Path) -> None:
    (made / "words.json").write_text('{"common": ["hello"]}')
    assert prepared("greeting", lambda: ["worked out"]) == ["worked out"]


def test_without_the_file_everything_is_worked_out(made: Path) -> None:
    vocabulary_files.PREPARED.unlink()
    assert not vocabulary_files.is_prepared()
    assert prepared("greeting", lambda: ["worked out"]) == ["worked out"]


def test_a_stale_file_is_told_and_writing_makes_it_current(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "prepared.json"
    monkeypatch.setattr(vocabulary, "PREPARED", file)
    assert vocabulary.main(["--check"]) == 1
    assert "tools.vocabulary --write" in capsys.readouterr().out
    assert vocabulary.main(["--write"]) == 0
    assert vocabulary.main(["--check"]) == 0
    assert json.loads(file.read_text())["made_from"]
