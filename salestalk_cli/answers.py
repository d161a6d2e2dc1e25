"""An answer as a person reads it: the text, then what it rests on, as tables."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from rich.console import Console

from salestalk_cli.output import printable, table

Answer = Mapping[str, Any]

NOT_ANSWERED: Final = {"clarification": "Please say more", "refused": "Not answered", "no_data": "No data"}


def print_answer(console: Console, answer: Answer) -> None:
    """Print the text, its references and derived numbers, and how the question was understood."""
    outcome = answer["outcome"]
    if outcome in NOT_ANSWERED:
        console.print(f"{NOT_ANSWERED[outcome]} ({answer.get('reason')})", style="yellow")
    console.print(printable(answer["answer"]), style="bold", soft_wrap=True)
    _print_references(console, answer.get("dataReferences", ()))
    _print_derived(console, answer.get("derived", ()))
    for line in _reading(answer["interpretation"]):
        console.print(printable(line), style="dim", soft_wrap=True)
    for suggestion in answer.get("suggestions", ()):
        console.print(printable(f"→ {suggestion}"), soft_wrap=True)


def exact(value: Decimal | int) -> str:
    """The stored number, every digit of it, with thousands set apart."""
    return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"


def _print_references(console: Console, references: Iterable[Mapping[str, Any]]) -> None:
    cited = list(references)
    places = ", ".join(sorted({reference["source"]["table"] for reference in cited}))
    rows = table(f"Read from {places}", "Id", "Metric", "Period", "Slice", "Value", "Unit", "Key", "Version")
    for reference in cited:
        source = reference["source"]
        rows.add_row(
            reference["id"],
            reference["metric"],
            reference["period"],
            printable(_slice(reference)),
            exact(reference["value"]),
            printable(reference["unit"]),
            printable(f"{source['pk']} {source['sk']}"),
            str(source.get("version", "")),
        )
    if rows.row_count:
        console.print(rows)


def _slice(reference: Mapping[str, Any]) -> str:
    dimensions = reference.get("dimensions") or {}
    return " ".join(f"{name}={value}" for name, value in dimensions.items()) or "total"


def _print_derived(console: Console, derived: Iterable[Mapping[str, Any]]) -> None:
    rows = table("Computed from these", "Id", "What", "Value", "Unit", "How")
    for number in derived:
        how = f"{number['operation']} of {', '.join(number['inputs'])}"
        cells = (number["id"], number["label"], exact(number["value"]), number["unit"], how)
        rows.add_row(*map(printable, cells))
    if rows.row_count:
        console.print(rows)


def _reading(interpretation: Mapping[str, Any]) -> Iterable[str]:
    """How the question was read, in lines."""
    periods = zip(interpretation.get("periods", ()), interpretation.get("intervals", ()), strict=False)
    read = [interpretation.get("metric") or "", *(f"{period} {interval}" for period, interval in periods)]
    if any(read):
        yield f"Read as: {', '.join(filter(None, read))}"
    yield from (f"Assumed: {assumption}" for assumption in interpretation.get("assumptions", ()))
