"""Everything a text may say: what the built-in text says, in tokens and facts."""

from collections.abc import Iterable, Mapping
from typing import Final

from salestalk.ai.proof.facts import Fact, read_facts
from salestalk.ai.proof.tokens import END, Lexer, Tokens
from salestalk.analysis.model import Findings
from salestalk.narration.figures import is_fraction, suffix_of
from salestalk.narration.narrate import narrate
from salestalk.planning.wording import Data, capital, metric_inside, metric_name, quoted, subject_name
from salestalk.values import frozen

_ALWAYS: Final = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("’“”–—−€£¥₹₩₪\u00a0\u202f")


@frozen
class Evidence:
    """A built-in answer, ready for `prove` to hold other texts against. Build it with `evidence_of`."""

    text: str
    facts: tuple[Fact, ...]
    lexer: Lexer
    atoms: frozenset[str]
    """Figures, periods and names of the built-in text."""
    characters: frozenset[str]
    """What a text may be written in."""

    @classmethod
    def of(cls, text: str, names: Mapping[str, str], units: Iterable[str]) -> "Evidence":
        """The evidence of an answer's text, which was checked when it was narrated.

        ``names`` maps each way of writing a name to the name; ``units`` are those of everything the answer cites.
        """
        units = frozenset(units)
        in_use = {name for way, name in names.items() if way in text}
        used = {way: name for way, name in names.items() if name in in_use}
        fractions = any(map(is_fraction, units)) and "points" not in units
        lexer = Lexer(used, filter(None, map(suffix_of, units)), has_fractions=fractions)
        facts = read_facts(sentences_of(lexer.tokens(text)))
        atoms = frozenset(token for fact in facts for token in fact.sentence if token[0] in "#@~")
        return cls(text, facts, lexer, atoms, _ALWAYS | frozenset(text))


def evidence_of(findings: Findings, text: str | None = None) -> Evidence:
    """The evidence of findings, whose narrative has this text; without it they are narrated once more."""
    units = {cited.row.unit for cited in findings.references} | {one.unit for one in findings.derived}
    return Evidence.of(narrate(findings).text if text is None else text, _names(findings), units)


def sentences_of(tokens: Tokens) -> tuple[Tokens, ...]:
    """The sentences without their full stops; the last one may lack it."""
    found: list[Tokens] = []
    start = 0
    for at, token in enumerate(tokens):
        if token == END:
            found.append(tokens[start:at])
            start = at + 1
    if start < len(tokens):
        found.append(tokens[start:])
    return tuple(one for one in found if one)


def _names(findings: Findings) -> dict[str, str]:
    """Each way of writing a name that the answer may use, with the name."""
    plan = findings.plan
    metrics = plan.metrics.values()
    values = {value for cited in findings.references for value in (cited.row.dimensions or {}).values()}
    values |= {value for one in plan.selection.filters for value in one.values}
    dimensions = {*plan.group_by, *plan.dimensions, *(name for entry in metrics for name in entry.dimensions)}
    named = {quoted(value) for value in values} | {quoted(member) for _, members in plan.listing for member in members}
    found: dict[str, str] = {f"{word}s": word for word in map(subject_name, dimensions)}
    found |= {way: word for word in map(subject_name, dimensions) for way in (word, Data(capital(word)))}
    found |= {way: name for name in named for way in (name, Data(capital(name)))}
    for entry in metrics:
        name = quoted(entry.display_name)
        found |= dict.fromkeys((name, metric_name(entry), metric_inside(entry)), name)
    return found
