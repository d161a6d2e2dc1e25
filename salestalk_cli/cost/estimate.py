"""What a deployment costs in a month: the platform, its tenants at rest, and what they do, with and without a model."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from salestalk.ai.ports import Spent
from salestalk_cli.cost import work
from salestalk_cli.cost.bills import Bill
from salestalk_cli.cost.prices import price_list

TOKENS: Final = Spent(input_tokens=650, output_tokens=80)
"""Of a question whose answer a model tells, and one in twelve of which it reads first (docs/evaluation.md): bytes of
what is sent, divided by four. Estimates; `GET /usage` tells what it was.
"""
BUDGET_WRITES: Final = Decimal(4)
"""Write units of the budget's two transactions, before and after a call."""
CENT: Final = Decimal("0.01")
SMALL: Final = Decimal("0.0000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A month: questions, rows and gigabytes are of each tenant; ``model`` is one of the price list's, or none."""

    tenants: int
    questions: int
    rows: int = 0
    stored_gb: Decimal = work.IDLE.stored_gb
    model: str | None = None

    @property
    def platform(self) -> Bill:
        """What is there once, whoever uses it."""
        return work.Platform().month()

    @property
    def idle(self) -> Bill:
        """A tenant that does nothing."""
        return work.stored(self.stored_gb, self.stored_gb)

    @property
    def active(self) -> Bill:
        """A tenant with its questions and rows, without a model."""
        month = work.Month(
            title="", stored_gb=self.stored_gb, files_gb=self.stored_gb, questions=self.questions, rows=self.rows
        )
        return work.month(month)

    @property
    def model_per_question(self) -> Decimal:
        """USD for the model's part of a question."""
        if self.model is None:
            return Decimal(0)
        counted = price_list().prices["dynamodb-write"].of(BUDGET_WRITES)
        return price_list().models[self.model].of(TOKENS) + counted

    @property
    def per_question(self) -> Decimal:
        """USD for a question and all that follows from it, with the model if there is one."""
        return work.question().usd + self.model_per_question

    @property
    def per_tenant(self) -> Decimal:
        """USD for an active tenant, with the model if there is one."""
        return self.active.usd + self.model_per_question * self.questions

    @property
    def together(self) -> Decimal:
        """USD of the month."""
        return self.platform.usd + self.per_tenant * self.tenants

    def lines(self) -> Iterator[tuple[str, Decimal]]:
        """What it comes to, from the smallest to the whole, each with what it is."""
        yield "a question, without a model", work.question().usd
        if self.model is not None:
            yield f"a question, with {self.model}", self.per_question
        yield "an idle tenant", self.idle.usd
        yield "an active tenant, without a model", self.active.usd
        if self.model is not None:
            yield f"an active tenant, with {self.model}", self.per_tenant
        yield "the platform, with nobody in it", self.platform.usd
        yield f"all of it, {self.tenants:,} tenants", self.together

    def as_item(self) -> dict[str, Any]:
        """For programs, exact but for what is less than a ten-millionth of a dollar."""
        listed = price_list()
        return {
            "tenants": self.tenants,
            "questions": self.questions,
            "rows": self.rows,
            "storedGb": self.stored_gb,
            "model": self.model,
            "pricesOf": listed.listed,
            "modelPricesOf": listed.models_listed,
            "region": listed.region,
            "usd": {
                "question": work.question().usd.quantize(SMALL),
                "modelPerQuestion": self.model_per_question.quantize(SMALL),
                "idleTenant": self.idle.usd.quantize(SMALL),
                "activeTenant": self.active.usd.quantize(SMALL),
                "activeTenantWithModel": self.per_tenant.quantize(SMALL),
                "platform": self.platform.usd.quantize(SMALL),
                "together": self.together.quantize(SMALL),
            },
        }
