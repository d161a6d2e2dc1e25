"""What the tenants' bench says of its figures."""

from tests.performance.bench_tenants import Figures, Onboarded, section


def figures(seconds: list[float], first: float = 10, last: float = 10) -> Figures:
    onboarded = [Onboarded(f"t{place}", place, each) for place, each in enumerate(seconds)]
    return Figures(onboarded, [first] * 10, [last] * 10)


def test_growth_is_the_last_quarter_through_the_first() -> None:
    assert figures([1, 1, 9, 9, 9, 9, 3, 3]).growth == 3


def test_one_slow_tenant_is_no_growth() -> None:
    assert figures([1] * 15 + [50]).growth == 1


def test_chat_is_compared_by_its_medians() -> None:
    found = Figures([], [10, 10, 1_000], [11, 11, 0])
    assert found.chat_ratio == 1.1


def test_the_section_says_how_many_and_both_ratios() -> None:
    text = section(figures([2.0] * 8, first=10, last=12))
    for said in ("All 8 became active, within 9 s.", "through the first: 1.00.", "through the first: 1.200."):
        assert said in text
