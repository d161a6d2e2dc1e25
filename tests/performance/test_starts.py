"""The gate of starts: what it compares with, what it lets through, and what it says of what it stops."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.performance import start_gate, starts
from tests.performance.gate import BROKEN, HELD, NOT_RUN
from tests.performance.instructions import interpreter
from tests.performance.processes import Tree
from tests.performance.start_gate import Start

BEFORE = 1_000_000


class Place:
    """A repository with one function, its working tree, and the counts that are known of it."""

    def __init__(self, folder: Path, kept: Path) -> None:
        self.folder = folder
        self.tree = Tree(folder)
        self.kept = kept
        self.said: list[str] = []
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        self.write("import json\n")
        self.commit()

    def git(self, *arguments: str) -> str:
        who = ("-c", "user.name=n", "-c", "user.email=n@example.com")
        done = subprocess.run(["git", *who, *arguments], cwd=self.folder, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def write(self, code: str) -> None:
        handler = self.folder / "lambdas" / "tiny" / "handler.py"
        handler.parent.mkdir(parents=True, exist_ok=True)
        (handler.parent / "__init__.py").touch()
        handler.write_text(code)

    def commit(self) -> str:
        self.git("add", "lambdas")
        self.git("commit", "--quiet", "--allow-empty", "--message", "more")
        return self.git("rev-parse", "HEAD")

    def takes(self, count: int) -> None:
        """What a start of the code as it is now was counted to take."""
        known = json.loads(self.kept.read_text()) if self.kept.exists() else {}
        self.kept.write_text(json.dumps({**known, starts.print_of(self.tree, "tiny"): count}))

    def gate(self, base: str | None = None) -> int:
        base = base or starts.base_of(self.folder)
        return start_gate.compare(self.tree, base, self.said.append, repository=self.folder, kept=self.kept)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path / "repository", tmp_path / "starts.json")
    made.takes(BEFORE)
    return made


@pytest.fixture
def accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "accepted.json"
    monkeypatch.setattr(start_gate, "ACCEPTED", path)
    monkeypatch.setattr(start_gate, "_accepted_at", lambda *_: {})
    return path


def test_a_heavy_module_that_is_planted_closes_the_gate_and_is_named_with_its_function(place: Place):
    place.write("import json\nimport statistics\n")
    place.takes(BEFORE * 2)
    assert place.gate() == BROKEN
    assert place.said[1] == "tiny: 2,000,000 instructions, 2.0000 of 1,000,000"
    assert place.said[2].startswith("tiny takes too much to start. What it loads now: ")
    assert "statistics (" in place.said[2]
    assert "json" not in place.said[2]


@pytest.mark.parametrize(("count", "outcome"), [(BEFORE // 2, HELD), (1_010_000, HELD), (1_010_001, BROKEN)])
def test_one_percent_more_passes_and_one_instruction_beyond_does_not(place: Place, count: int, outcome: int):
    place.write("import json\nX = 1\n")
    place.takes(count)
    assert place.gate() == outcome


def test_a_start_that_reads_what_it_read_before_is_not_counted(place: Place):
    place.kept.unlink()
    (place.folder / "lambdas" / "tiny" / "unread.py").write_text("import statistics\n")
    assert place.gate() == HELD
    assert place.said[-1].endswith("1 starts load what they loaded before.")


def test_a_data_file_that_a_start_reads_is_part_of_it(place: Place):
    place.write("from pathlib import Path\nWORDS = Path(__file__).with_name('words.json').read_text()\n")
    words = place.folder / "lambdas" / "tiny" / "words.json"
    words.write_text("[]")
    before = starts.print_of(place.tree, "tiny")
    words.write_text("[1]")
    assert starts.print_of(place.tree, "tiny") != before


def test_what_is_not_committed_is_compared_with_the_last_commit(place: Place):
    place.write("import statistics\n")
    assert starts.base_of(place.folder) == place.git("rev-parse", "HEAD")


def test_a_commit_on_main_is_compared_with_the_one_before(place: Place):
    first = place.git("rev-parse", "HEAD")
    place.write("import statistics\n")
    place.commit()
    assert starts.base_of(place.folder) == first


def test_work_that_left_main_is_compared_with_where_it_left(place: Place, tmp_path: Path):
    place.git("clone", "--quiet", "--bare", str(place.folder), str(tmp_path / "others.git"))
    place.git("remote", "add", "origin", str(tmp_path / "others.git"))
    place.git("fetch", "--quiet", "origin")
    left = place.git("rev-parse", "HEAD")
    place.git("switch", "--quiet", "--create", "work")
    for number in range(3):
        place.write(f"X = {number}\n")
        place.commit()
    assert starts.base_of(place.folder) == left


def test_a_clone_of_one_commit_and_a_folder_without_git_have_nothing_to_compare_with(place: Place, tmp_path: Path):
    place.git("clone", "--quiet", "--depth=1", f"file://{place.folder}", str(tmp_path / "shallow"))
    assert starts.base_of(tmp_path / "shallow") is None
    (tmp_path / "plain").mkdir()
    assert starts.base_of(tmp_path / "plain") is None


def test_without_a_commit_the_accepted_counts_stand_for_it(place: Place, accepted: Path):
    accepted.write_text(json.dumps({interpreter(): {"tiny": 900_000}}))
    outcome = start_gate.compare(place.tree, None, place.said.append, repository=place.folder, kept=place.kept)
    assert outcome == BROKEN
    assert place.said[0].startswith("Compared with the accepted counts")


def test_a_rise_that_was_accepted_since_passes(place: Place, accepted: Path):
    place.write("import json\nimport statistics\n")
    place.takes(BEFORE * 2)
    accepted.write_text(json.dumps({interpreter(): {"tiny": BEFORE * 2}}))
    assert place.gate() == HELD


def test_what_was_accepted_once_does_not_let_a_later_rise_through(
    place: Place, accepted: Path, monkeypatch: pytest.MonkeyPatch
):
    place.write("import json\nimport statistics\n")
    place.takes(BEFORE * 2)
    entries = {interpreter(): {"tiny": BEFORE * 2}}
    accepted.write_text(json.dumps(entries))
    monkeypatch.setattr(start_gate, "_accepted_at", lambda *_: entries)
    assert place.gate() == BROKEN


def test_a_function_that_is_new_passes_and_is_told():
    start = Start("new", 5, None)
    assert not start.is_too_much
    assert str(start) == "new: 5 instructions, new"


def test_counts_that_are_accepted_are_kept_for_this_interpreter(place: Place, tmp_path: Path):
    path = tmp_path / "accepted.json"
    path.write_text(json.dumps({"another": {"tiny": 7}}))
    assert start_gate.accept(place.tree, place.said.append, kept=place.kept, path=path) == HELD
    assert json.loads(path.read_text()) == {"another": {"tiny": 7}, interpreter(): {"tiny": BEFORE}}


@pytest.mark.parametrize(("arguments", "outcome"), [([], NOT_RUN), (["--if-possible"], HELD)])
def test_without_the_tool_it_is_told_as_not_run(arguments: list[str], outcome: int):
    said: list[str] = []
    assert start_gate.run(arguments, said.append, missing=lambda: "valgrind is not installed.") == outcome
    assert said == ["The gate of starts was not run: valgrind is not installed."]
