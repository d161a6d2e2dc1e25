"""`salestalk cost`: what a month of so many tenants and questions costs, by listed prices and measured calls."""

from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from salestalk_cli.cost.estimate import CENT, Estimate
from salestalk_cli.cost.prices import price_list
from salestalk_cli.output import AsJson, print_json, stdout, table
from salestalk_cli.problems import ExitCode, Problem

Tenants = Annotated[int, typer.Option(min=0, help="How many tenants there are.")]
Questions = Annotated[int, typer.Option(min=0, help="Questions that each of them asks in a month.")]
Rows = Annotated[int, typer.Option(min=0, help="Rows that each of them loads in a month.")]
Stored = Annotated[str, typer.Option("--stored", help="Gigabytes that each of them keeps, as rows and as files.")]
ModelName = Annotated[str | None, typer.Option("--model", help="A language model that takes part in every question.")]


def cost(
    tenants: Tenants,
    questions: Questions,
    rows: Rows = 0,
    stored: Stored = "0.1",
    model: ModelName = None,
    as_json: AsJson = False,
) -> None:
    """Say what a month on AWS costs: platform, tenants at rest and at work, with and without a model."""
    known = price_list().models
    if model is not None and model not in known:
        raise Problem(f"There is no price for {model}. There is one for: {', '.join(known)}.", ExitCode.USAGE)
    estimate = Estimate(tenants=tenants, questions=questions, rows=rows, stored_gb=_gigabytes(stored), model=model)
    if as_json:
        print_json(estimate.as_item())
    else:
        _print(estimate)


def _gigabytes(text: str) -> Decimal:
    try:
        stored = Decimal(text)
    except InvalidOperation:
        stored = Decimal(-1)
    if not stored.is_finite() or stored < 0:
        raise Problem(f"--stored must be a number of gigabytes, not {text}.", ExitCode.USAGE)
    return stored


def _print(estimate: Estimate) -> None:
    listed = price_list()
    asked = f"{estimate.questions:,} questions, {estimate.rows:,} rows, {estimate.stored_gb} GB for each tenant"
    shown = table(f"A month: {asked}", "What", "Value")
    for what, usd in estimate.lines():
        shown.add_row(what, _usd(usd))
    stdout().print(shown)
    stdout().print(f"Prices of {listed.region}, listed on {listed.listed}; free tiers are left out.")


def _usd(amount: Decimal) -> str:
    """Cents, or as many digits as a small amount needs."""
    return f"${amount:,.2f}" if amount >= CENT else f"${amount:.6f}"
