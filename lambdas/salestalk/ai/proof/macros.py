"""Parts of patterns that many have in common, written in capitals there."""

import re
from typing import Final

from salestalk.ai.proof.language import Grammar, grammar

MACROS: Final = {
    "AMOUNT": "<{change} [<( {rate} )|[,] or {rate} [,]>]|{rate} [( {change} )]>",
    "MUCH": "[by] AMOUNT",
    "ROSE": "<{rose}|{was_up}> MUCH [{basis}]",
    "THAN": "<from|compared with|compared to|versus|against|over|on>",
    "EARLIER": "<THAN {before} {then}|THAN {then_bare}>",
    "COMPARED": "<[{up}] from {before} {then}|<compared with|compared to|versus|against>"
    " <{before} {then}|{then_bare}>>",
    "SINCE": "<[,] COMPARED|{tacit}>",
    "OVER": "<EARLIER|{tacit}>",
    "TO": "<to|reaching|ending at> {now}",
    "RISE": "<, [which is] {a_rise} AMOUNT|, [which is] {up} MUCH|( {up} MUCH )|, {rising} MUCH>",
    "SPAN": "<between {then_bare} and {when_bare}|from {then_bare} to {when_bare}>",
    "FORECAST": "<forecast at|forecast to be|projected at|projected to be|expected to be|estimated at>",
    "RANGE": "<<, most likely|, likely> BOUNDS|( most likely BOUNDS )"
    "|, with a likely range <<of|from> {low} <to|–> {high}|between {low} and {high}>>",
    "BOUNDS": "<between {low} and {high}|{low} <and|to|–> {high}>",
    "GAP": "{gap} [( {rate} )|, or {rate} ,]",
    "ATTAINED": "[( {attained} of <it|target|the target> )]",
    "VERDICT": "[<;|, so> the target was {verdict}]",
    "EXPECTED": "<the {expected} [that was] to be expected|the expected {expected}>",
    "GOAL": "<the|its> <target of {target}|{target} target>",
    "SIDE": "[which is] {gap} {side}",
    "SPLIT": "<:|was [:]|were [:]|came to|breaks down as follows :|is split as follows :|broke down"
    " <as follows :|into>>",
    "ITS": "<the|its|their>",
    "AT": "[<:|, at|, with|at|with>]",
    "SHARE": "[<, {share} of the TOTAL|( {share} of the TOTAL )|, or {share} of the TOTAL>]",
    "TOTAL": "<whole|total>",
    "AGAINST": "<from|on|over|compared with|compared to> {before} {then}",
    "RECORD": "<:|, at|of> {value} , SIDE the <former|previous> <one|record> of {former} {then}",
    "IS": "[<is|are|was|were>]",
}  # fmt: skip


def said(*patterns: str) -> Grammar:
    """Patterns with the words in capitals replaced."""
    return grammar(*map(_spelled_out, patterns))


def _spelled_out(pattern: str) -> str:
    while (spelled := _MACRO.sub(lambda match: MACROS[match.group()], pattern)) != pattern:
        pattern = spelled
    return pattern


_MACRO: Final = re.compile(r"\b[A-Z]{2,}\b")
