"""Lines on two logarithmic axes as SVG, the same bytes for the same points: ``python -m tests.performance.plots`` draws
all that `docs/performance.json` holds anew."""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil, floor, log10
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from tests.performance.figures import Series

WIDTH: Final = 720
HEIGHT: Final = 400
LEFT, RIGHT, TOP, BOTTOM = 70, 190, 40, 50
COLORS: Final = (
    "#1b6ca8", "#c8553d", "#3c8d5a", "#8a5ab5", "#b8860b", "#2a9d8f", "#d1495b", "#5f6caf", "#7a7a7a", "#a0522d",
    "#00798c", "#6a994e", "#bc4b51", "#4a4e69",
)  # fmt: skip
_LEGEND_STEP: Final = 17
Point = tuple[float, float]


def write(series: Mapping[str, Series], folder: Path) -> None:
    """Draw each as ``NAME.svg``."""
    if series:
        folder.mkdir(exist_ok=True)
    for name, each in series.items():
        (folder / f"{name}.svg").write_text(draw(each), encoding="utf-8")


def draw(series: Series) -> str:
    """The picture. Text and lines are readable on a light and on a dark page: it brings its own background."""
    points = [point for line in series.lines.values() for point in line]
    across = _Axis.over([x for x, _ in points], LEFT, WIDTH - RIGHT)
    up = _Axis.over([y for _, y in points], HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'font-family="sans-serif" font-size="12" role="img" aria-label="{escape(series.title)}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        _text(WIDTH / 2, 22, series.title, size=15),
        *_grid(across, up),
        _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, series.x),
        _text(WIDTH - RIGHT + 14, TOP - 8, "line (slope)", anchor="start", size=11),
        _text(16, (TOP + HEIGHT - BOTTOM) / 2, series.y, turned=True),
    ]
    for place, (name, line) in enumerate(series.lines.items()):
        parts += _line([(across.at(x), up.at(y)) for x, y in line], COLORS[place % len(COLORS)])
        parts += _legend(name, series.slopes[name], place)
    return "\n".join([*parts, "</svg>", ""])


class _Axis:
    """A logarithmic axis over whole powers of ten, from one place of the picture to another."""

    def __init__(self, first: int, last: int, begin: float, end: float) -> None:
        self.first, self.last, self._begin, self._end = first, last, begin, end

    @classmethod
    def over(cls, values: Sequence[float], begin: float, end: float) -> "_Axis":
        first, last = floor(log10(min(values))), ceil(log10(max(values)))
        return cls(first, max(last, first + 1), begin, end)

    def at(self, value: float) -> float:
        share = (log10(value) - self.first) / (self.last - self.first)
        return self._begin + share * (self._end - self._begin)

    def marks(self) -> Iterator[tuple[float, str]]:
        for power in range(self.first, self.last + 1):
            yield self.at(10.0**power), f"{10**power:,}" if power >= 0 else f"{10.0**power:g}"


def _grid(across: _Axis, up: _Axis) -> Iterator[str]:
    for x, name in across.marks():
        yield f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{HEIGHT - BOTTOM}" stroke="#dddddd"/>'
        yield _text(x, HEIGHT - BOTTOM + 18, name)
    for y, name in up.marks():
        yield f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#dddddd"/>'
        yield _text(LEFT - 8, y + 4, name, anchor="end")


def _line(points: Sequence[Point], color: str) -> Iterator[str]:
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    yield f'<polyline points="{way}" fill="none" stroke="{color}" stroke-width="2"/>'
    for x, y in points:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{color}"/>'


def _legend(name: str, slope: float, place: int) -> Iterator[str]:
    x, y = WIDTH - RIGHT + 14, TOP + 8 + place * _LEGEND_STEP
    yield f'<rect x="{x}" y="{y - 8}" width="10" height="10" fill="{COLORS[place % len(COLORS)]}"/>'
    yield _text(x + 16, y + 1, f"{name} ({slope:.2f})", anchor="start", size=11)


def _text(x: float, y: float, text: str, *, anchor: str = "middle", size: int = 12, turned: bool = False) -> str:
    turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turned else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="#222222"{turn}>'
        f"{escape(text)}</text>"
    )


def main() -> None:
    """The command."""
    from tests.performance import history  # noqa: PLC0415 - the runner, which keeps the history, draws with this

    for kept in history.read().values():
        write(kept.series, history.FILE.parent / "performance")


if __name__ == "__main__":
    main()
