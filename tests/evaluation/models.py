"""What a language model could do for understanding: how often it is asked, at what price, and between which bounds.

No model is asked. One that reads every question as its label does bounds the gain, one that never does the loss; what a
real one does lies between, and is not measured here.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from salestalk.ai.policy import policy
from salestalk.ai.ports import Spent, Task
from salestalk.ai.prices import price_list
from salestalk.ai.prompts import prompt
from salestalk.ai.reading import question_data, wants_help
from salestalk.ai.reading_form import schema_over
from salestalk.ai.vocabulary import vocabulary_of
from salestalk.contracts.answer import Outcome
from salestalk.contracts.jsontext import dumps
from tests.desk import ACME, AS_OF, desk
from tests.evaluation.outcomes import Outcomes

BYTES_PER_TOKEN: Final = 4
"""Of English and JSON, as a rule of thumb."""
OUTPUT_TOKENS: Final = 90
"""Of a reading, likewise."""
PRICED: Final = ("amazon.nova-micro", "amazon.nova-lite", "anthropic.claude-3-5-haiku")


def is_sent(result: Outcomes) -> bool:
    """Whether a model would be asked to read this question."""
    return wants_help(result.understood, policy().understanding)


def with_a_model(results: Sequence[Outcomes], *, that_is_right: bool) -> int:
    """How many questions were wholly understood with a model that always reads as the label does, or never.

    Of a question that should not be answered the first says that it does not know, and the parser's outcome stands.
    """
    own = sum(result.verdict.everything for result in results if not is_sent(result))
    if not that_is_right:
        return own
    sent = (result for result in results if is_sent(result))
    return own + sum(result.verdict.everything or result.label.outcome == "answered" for result in sent)


def tokens_of(question: str) -> Spent:
    """About what reading a question takes, with the names of the example tenant's catalog."""
    catalog = desk(ACME).knowledge.catalog
    vocabulary = vocabulary_of(catalog, policy().understanding)
    data = question_data(question, AS_OF, vocabulary)
    sent = (prompt(Task.UNDERSTANDING).text, dumps(data), dumps(schema_over(vocabulary)))
    return Spent(sum(len(part.encode()) for part in sent) // BYTES_PER_TOKEN, OUTPUT_TOKENS)


def model_report(results: Sequence[Outcomes]) -> Iterator[str]:
    """The lines of the report's chapter, of the development split."""
    sent, total = [result for result in results if is_sent(result)], len(results)
    right = sum(result.verdict.everything for result in results)
    best, worst = (with_a_model(results, that_is_right=each) for each in (True, False))
    yield "## With a language model"
    yield ""
    yield (
        "No model was asked for this: two scripted ones bound what a real one may do. One reads every question that "
        "it is sent as its label does, the other never. Development split, built-in vocabulary."
    )
    yield ""
    yield "| figure | development |"
    yield "|---|---|"
    yield f"| questions sent to the model | {len(sent)} of {total} ({100 * len(sent) / total:.1f} %) |"
    for name, of in _kinds(sent):
        yield f"| … {name} | {len(of)}, of which the parser has {sum(one.verdict.everything for one in of)} right |"
    yield f"| all together, without a model | {100 * right / total:.1f} % |"
    yield f"| all together, with a model that is always right (upper bound) | {100 * best / total:.1f} % |"
    yield f"| all together, with a model that is always wrong (lower bound) | {100 * worst / total:.1f} % |"
    yield from _prices([tokens_of(result.label.question) for result in sent], total)


def _kinds(sent: Sequence[Outcomes]) -> Iterator[tuple[str, list[Outcomes]]]:
    yield "read with little confidence", [one for one in sent if one.understood.outcome is Outcome.ANSWERED]
    for reason in sorted(policy().understanding.helped_reasons):
        yield f"not answered for `{reason}`", [one for one in sent if one.understood.reason == reason]


def _prices(spent: Sequence[Spent], questions: int) -> Iterator[str]:
    given = sum(one.input_tokens for one in spent)
    made = sum(one.output_tokens for one in spent)
    listed = price_list()
    if spent:
        each = f"{given // len(spent):,} in, {made // len(spent)} out"
        yield f"| tokens of a question that is sent, estimated | {each} |"
    for name in PRICED:
        usd = listed.models[name].of(Spent(given, made)) * 1000 / questions
        yield f"| USD for 1,000 questions, sent or not, with {name} | {usd.quantize(Decimal('0.0001'))} |"
    yield ""
    yield (
        f"Tokens are bytes of what would be sent on the catalog of `{ACME}`, divided by {BYTES_PER_TOKEN}, and "
        f"{OUTPUT_TOKENS} out; prices of {listed.listed}. One call each; a reading that has to be repaired takes two."
    )
