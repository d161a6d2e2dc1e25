"""Understanding does not get worse by more than a point, on either split."""

from tests.evaluation.figures import dropped, kept, measured


def test_no_figure_has_dropped_by_more_than_a_point() -> None:
    assert dropped(kept(), measured()) == []


def test_a_drop_is_told_with_split_figure_and_both_values() -> None:
    before = {"holdout": {"intent": 0.97, "time": 0.95}}
    assert dropped(before, {"holdout": {"intent": 0.965, "time": 0.93}}) == ["holdout: time fell from 95.0% to 93.0%"]
    assert dropped(before, {"holdout": {"intent": 1.0, "time": 0.94}}) == []
    assert len(dropped(before, {})) == 2
