"""All benches run under one roof: each alone, none losing the others, figures kept and compared with the last ones."""

import sys
from pathlib import Path

import pytest

from tests.e2e.patience import until
from tests.performance import history
from tests.performance.__main__ import main
from tests.performance.figures import Better, Figure, Judged, Outcome, Series, counted, ratio, reported, slope
from tests.performance.history import Change
from tests.performance.plots import draw
from tests.performance.registry import BENCHES, Bench
from tests.performance.runner import Place, run_all

FAKE = """
import json, signal, subprocess, sys, time
name, path, *rest = sys.argv[1:]
if name == "fails":
    raise SystemExit(3)
if name == "hangs":  # before all that takes time, so that it hangs when it is ended, however busy the machine is
    def ended(*_):
        open("{folder}/ended", "w").close()
        sys.exit(1)
    signal.signal(signal.SIGTERM, ended)
    with open("{folder}/helper", "w") as note:
        note.write(str(subprocess.Popen(["sleep", "60"]).pid))
    time.sleep(60)
sys.path.insert(0, "{root}")
from tests.performance.figures import Outcome, Series, counted
value = 1 if rest else int(open("{folder}/value").read())
series = {{"line": Series("A line", "x", "y", {{"one": ((1, 1), (10, 10))}})}}
outcome = Outcome({{name: f"it took {{value}}"}}, (counted(f"{{name}}.calls", value, "calls"),), series)
json.dump(outcome.to_json(), open(path, "w"))
"""
TEXT = "# Figures\n<!-- works -->\n<!-- /works -->\n<!-- also -->\n<!-- /also -->\n"


class House:
    """Benches made up, run by a command of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = Place(folder / "performance.md", folder / "performance.json")
        self.place.document.write_text(TEXT)
        self.is_worth(5)
        self.said: list[str] = []
        (folder / "fake.py").write_text(FAKE.format(root=Path(__file__).parents[2], folder=folder))

    def is_worth(self, value: int) -> None:
        (self.folder / "value").write_text(str(value))

    def run(self, *names: str, quick: bool = False, whole: float = 60, limit: int = 30) -> list[str]:
        benches = [Bench(name, "something", (name,), "nowhere:bench", limit) for name in names]
        command = (sys.executable, str(self.folder / "fake.py"))
        self.said.clear()
        runs = run_all(
            benches, quick=quick, say=self.said.append, place=self.place, whole_seconds=whole, command=command
        )
        return [run.failure for run in runs]

    def says(self, part: str) -> bool:
        return any(part in line for line in self.said)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_a_bench_that_fails_does_not_lose_the_others(house: House) -> None:
    assert house.run("works", "fails", "also") == ["", "failed, with status 3", ""]
    assert "it took 5" in house.place.document.read_text()
    assert set(history.read(house.place.figures)) == {"works", "also"}


def test_a_bench_that_takes_too_long_is_asked_to_end_with_what_it_started(house: House) -> None:
    assert house.run("hangs", "works", limit=5) == ["took longer than 5 s and was ended", ""]
    assert (house.folder / "ended").exists()
    helper = Path("/proc", (house.folder / "helper").read_text(), "stat")
    until(lambda: not helper.exists() or helper.read_text().split()[2] == "Z")


def test_when_the_time_for_all_is_over_the_rest_is_told_as_not_run(house: House) -> None:
    assert house.run("works", whole=0) == ["was not run: the 0 s for all benches were over"]


def test_the_next_run_says_what_got_worse_and_by_how_much(house: House) -> None:
    house.run("works")
    assert house.says("new  works.calls: 5 calls")
    house.is_worth(6)
    house.run("works")
    assert house.says("worse  works.calls: 6 calls, was 5 (+20.0 %, noise 0.0 %)")
    house.run("works")
    assert house.says("the same  works.calls")


def test_a_quick_run_keeps_nothing_and_compares_nothing(house: House) -> None:
    house.run("works", quick=True)
    assert house.place.document.read_text() == TEXT
    assert not house.place.figures.exists()


def test_a_bench_run_alone_leaves_what_is_kept_of_the_others(house: House) -> None:
    house.run("works", "also")
    house.is_worth(7)
    house.run("also")
    kept = history.read(house.place.figures)
    assert [each.value for name in ("works", "also") for each in kept[name].figures] == [5, 7]


def test_lines_are_drawn_beside_the_document(house: House) -> None:
    house.run("works")
    assert (house.folder / "performance" / "line.svg").read_text().startswith("<svg")


def verdict(now: Figure, before: float, noise: float = 0.0) -> str:
    return Change(now, Figure(now.key, before, now.unit, now.better, now.judged, noise)).verdict


def test_counts_are_compared_strictly() -> None:
    assert verdict(counted("x", 10, "calls"), 10) == "the same"
    assert verdict(counted("x", 11, "calls"), 10) == "worse"
    assert verdict(counted("x", 9, "calls"), 10) == "better"
    assert verdict(counted("x", 1, "calls"), 0) == "worse"


def test_what_improves_upwards_is_told_so() -> None:
    assert verdict(counted("x", 11, "rows", Better.HIGHER), 10) == "better"


def test_within_the_noise_of_both_runs_a_ratio_is_the_same() -> None:
    now = Figure("x", 1.04, "ratio", noise=0.03)
    assert verdict(now, 1.0, 0.03) == "the same"
    assert verdict(now, 1.0, 0.0) == "worse"


def test_times_are_only_reported() -> None:
    assert verdict(reported("x", 100, "ms"), 1) == "reported"


def test_pairs_that_scatter_make_a_noisy_ratio() -> None:
    calm = ratio("x", [(10, 11)] * 50)
    wild = ratio("x", [(10, 5 + place % 13) for place in range(50)])
    assert (calm.value, calm.noise, calm.judged) == (1.1, 0, Judged.COMPARED)
    assert wild.noise > 0.05


def test_an_outcome_is_the_same_after_its_way_between_processes() -> None:
    series = {"s": Series("t", "x", "y", {"a": ((1.0, 2.0),)})}
    outcome = Outcome({"a": "b"}, (reported("x", 1.5, "ms", Better.HIGHER),), series, ("broken",))
    assert Outcome.from_json(outcome.to_json()) == outcome


@pytest.mark.parametrize("power", [0, 1, 2])
def test_a_slope_tells_the_power_by_which_a_line_grows(power: int) -> None:
    assert slope([(x, 3.0 * x**power) for x in (1.0, 10.0, 100.0)]) == pytest.approx(power)


def test_a_picture_names_its_lines_with_their_slopes_and_is_always_the_same() -> None:
    series = Series("Rows & time", "rows", "ms", {"look <up>": ((1.0, 1.0), (100.0, 100.0))})
    assert "look &lt;up&gt; (1.00)" in draw(series)
    assert draw(series) == draw(series)


def test_the_pictures_are_those_of_the_figures() -> None:
    for kept in history.read().values():
        for name, series in kept.series.items():
            picture = history.FILE.parent / "performance" / f"{name}.svg"
            assert picture.read_text(encoding="utf-8") == draw(series), "python -m tests.performance.plots"


def test_every_bench_is_told_once_with_a_section_in_the_document() -> None:
    names = [bench.name for bench in BENCHES]
    assert len(set(names)) == len(names)
    text = Place().document.read_text(encoding="utf-8")
    for section in (section for bench in BENCHES for section in bench.sections):
        assert f"<!-- {section} -->" in text


@pytest.mark.parametrize("bench", BENCHES, ids=lambda bench: bench.name)
def test_every_bench_is_there(bench: Bench) -> None:
    assert callable(bench.load())


def test_a_name_that_no_bench_has_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["nothing-of-the-kind"])
    assert "no bench named nothing-of-the-kind" in capsys.readouterr().err


def test_the_list_tells_every_bench(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    said = capsys.readouterr().out
    assert all(bench.name in said and bench.measures in said for bench in BENCHES)
