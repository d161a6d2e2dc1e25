"""An answer as every call that tells one tells it."""

from typing import Any

from salestalk.contracts.answer import ChatAnswer


def answer_body(answer: ChatAnswer) -> dict[str, Any]:
    """The answer as JSON-named values. The chart is part of each; null says that there is nothing to draw."""
    return {**answer.as_item(), "chart": answer.chart}
