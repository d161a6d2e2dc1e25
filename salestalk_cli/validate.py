"""`salestalk validate`: hold what is in the repository to the contracts, and list every check with its result."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.text import Text

from salestalk.errors import InvalidInput
from salestalk_cli.local.installation import Installation
from salestalk_cli.output import AsJson, print_json, stdout
from salestalk_cli.problems import ExitCode, Problem
from salestalk_cli.validation.book import Book
from salestalk_cli.validation.checks import SHOWN_FAULTS, Checks, Result
from salestalk_cli.validation.conversations import CONVERSATIONS
from salestalk_cli.validation.project import PROJECT, RULES, Project
from salestalk_cli.validation.seeds import SEEDS
from salestalk_cli.validation.sums import SUMS
from salestalk_cli.validation.synthesized import Templates
from salestalk_cli.validation.templates import PRODUCTION, TEMPLATES
from seed_data.generate import metrics_csv
from seed_data.loader import FOLDER, TENANT_IDS, load, metrics_file

STYLES: Final = {"passed": ("✓", "green"), "failed": ("✗", "red"), "left out": ("-", "yellow")}
SEED_CHECKS: Final[Sequence[tuple[str, Checks[Book]]]] = (
    ("example data", SEEDS),
    ("sums", SUMS),
    ("conversation", CONVERSATIONS),
)
TEMPLATE_CHECKS: Final = (("templates", TEMPLATES), ("templates in production", PRODUCTION))

TemplatesFolder = Annotated[
    Path | None, typer.Option("--templates", help="Synthesized templates; by default cdk.out, else those of `make up`.")
]
SeedFolder = Annotated[Path, typer.Option("--seed-data", help="The example tenants' files.")]


def validate(templates: TemplatesFolder = None, seed_data: SeedFolder = FOLDER, as_json: AsJson = False) -> None:
    """Check example data, schemas, documents and synthesized templates against the contracts."""
    if templates is not None and not any(templates.glob("*.template.json")):
        raise Problem(f"There are no templates in {templates}; make them with: make synth", ExitCode.USAGE)
    results = [*seed_results(seed_data), *project_results(), *template_results(templates)]
    if as_json:
        print_json({"counts": _counts(results), "checks": [result.as_document() for result in results]})
    else:
        _print(results)
    if any(result.outcome == "failed" for result in results):
        raise typer.Exit(ExitCode.FAILED)


def seed_results(folder: Path = FOLDER) -> Iterator[Result]:
    """The checks of each example tenant's data."""
    for tenant_id in TENANT_IDS:
        readable = f"{tenant_id}: files"
        try:
            book = Book(load(tenant_id, folder))
        except (InvalidInput, OSError, UnicodeDecodeError) as error:
            yield Result(readable, "Every file can be read and keeps its contract", tuple(_sentences(error)))
            for group, checks in SEED_CHECKS:
                yield from checks.leave_out(f"{tenant_id}: {group}", "the files cannot be read")
            continue
        yield Result(readable, "Every file can be read and keeps its contract")
        yield _generated(readable, tenant_id, folder)
        for group, checks in SEED_CHECKS:
            yield from checks.run(f"{tenant_id}: {group}", book)


def project_results(root: Path | None = None) -> Iterator[Result]:
    """The checks of schemas, documents and the code's own rules."""
    yield from RULES.run("rules", None)
    yield from PROJECT.run("schemas and documents", Project(root or Installation().root))


def template_results(folder: Path | None = None, installation: Installation | None = None) -> Iterator[Result]:
    """The checks of the templates in ``folder``, in `cdk.out`, or in what `make up` deployed, whichever is there."""
    installation = installation or Installation()
    for found in (folder, installation.root / "cdk.out", installation.templates):
        if found is not None and any(found.glob("*.template.json")):
            yield from _results_of(Templates(found))
            return
    for group, checks in TEMPLATE_CHECKS:
        yield from checks.leave_out(group, "nothing was synthesized yet; do so with: make synth")


def _results_of(templates: Templates) -> Iterator[Result]:
    for group, checks in TEMPLATE_CHECKS:
        if checks is PRODUCTION and templates.is_local:
            yield from checks.leave_out(group, "these templates are for this machine")
        else:
            yield from checks.run(group, templates)


def _generated(group: str, tenant_id: str, folder: Path) -> Result:
    name = "The metrics are byte for byte what the generator makes"
    if metrics_file(tenant_id, folder).read_text() == metrics_csv(tenant_id):
        return Result(group, name)
    return Result(group, name, ("metrics.csv differs; make it anew with: python -m seed_data.generate",))


def _sentences(error: Exception) -> Iterator[str]:
    if isinstance(error, InvalidInput) and error.faults:
        yield from (f"{error} {fault.message}" for fault in error.faults)
    else:
        yield f"{type(error).__name__}: {error}"


def _counts(results: Sequence[Result]) -> dict[str, int]:
    counted = Counter(result.outcome for result in results)
    return {outcome.replace(" ", "_"): counted[outcome] for outcome in STYLES}


def _print(results: Sequence[Result]) -> None:
    console, group = stdout(), ""
    for result in results:
        if result.group != group:
            group = result.group
            console.print(f"\n{group}", style="bold")
        for line, style in _lines(result):
            console.print(Text(line, style=style), soft_wrap=True)
    said = ", ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in _counts(results).items())
    console.print(f"\n{len(results)} checks: {said}")


def _lines(result: Result) -> Iterator[tuple[str, str]]:
    mark, style = STYLES[result.outcome]
    yield f"  {mark} {result.name}" + (f" ({result.left_out})" if result.left_out else ""), style
    yield from ((f"      {fault}", style) for fault in result.faults[:SHOWN_FAULTS])
    if len(result.faults) > SHOWN_FAULTS:
        yield f"      and {len(result.faults) - SHOWN_FAULTS} more", style
