"""In which words each kind of fact may be said. Every pattern says what the built-in sentence says, or less of it.

Nothing is told without what it belongs to: a value stands with its metric and its period, a change with its direction,
an estimate with its interval, a list with all of its parts. Roles in braces are filled in by `facts`.
"""

from typing import Final

from salestalk.ai.proof.language import Grammar
from salestalk.ai.proof.macros import said

_MOVED: Final = (
    "{S} ROSE [,] from {before} {then} TO {when} [RISE]",
    "{S} ROSE TO {when} SINCE",
    "{S} ROSE {when} [[,] TO] SINCE",
    "{S} ROSE {when} [,] from {before} {then} TO",
    "{S} ROSE SPAN [[,] from {before} TO|, TO]",
    "{S} ROSE [,] from {before} TO SPAN",
    "{S} {rose} from {before} {then} TO {when} [RISE]",
    "{S} {rose} TO {when} [,] [{up}] from {before} {then} [RISE]",
    "{S} {rose} TO {when} RISE OVER",
    "{S} {rose} {when} [,] from {before} {then} TO [RISE]",
    "{S} {valued} {now} {when} [,] RISE OVER",
    "{S} {valued} {now} {when} [,] <{up} from|compared with|compared to|versus|against|after> {before} {then} [RISE]",
    "{when} , {S} ROSE [TO] SINCE",
    "{when} , {S} ROSE [,] from {before} {then} TO",
    "{when} , {S} {rose} TO [,] [{up}] from {before} {then} [RISE]",
    "{when} , {S} {rose} from {before} {then} TO [RISE]",
    "{when} , {S} {rose} TO RISE OVER",
    "{when} , {S} {valued} {now} RISE OVER",
    "{when} , {S} {valued} {now} [,] <{up} from|compared with|compared to|versus|against|after> {before} {then} [RISE]",
    "SPAN , {S} ROSE [[,] from {before} TO|[,] TO]",
    "SPAN , {S} {rose} from {before} TO [RISE]",
    "{S} ROSE {when} [,] compared with {then_bare} , TO",
    "{S} {when} {valued} {now} [,] RISE OVER",
    "compared with {then_bare} , {S} ROSE [TO] {when}",
    "{basis} , {S} ROSE TO {when} [[,] COMPARED]",
    "{basis} , {S} ROSE [,] from {before} {then} TO {when}",
)
SENTENCES: Final[dict[str, Grammar]] = {
    "value": said(
        "{S} {valued} {value} {how} {when} {zero}",
        "{when} , {S} {valued} {value} {how} {zero}",
        "{S} {when} {valued} {value} {how} {zero}",
        "the value of {S} {when} <was|is> {value} {how} {zero}",
        "the value of {S} <was|is> {value} {how} {when} {zero}",
        "{limit} , {metric} {valued} {value} {how} {when} {zero}",
        "you had {money} in {S} {when}",
        "{when} , you had {money} in {S}",
        "there were {count} {S} {when}",
        "{when} , there were {count} {S}",
        "{averaged} {when}",
        "{when} , {averaged}",
    ),
    "moved": said(*_MOVED),
    "moved_after": said(
        "{S} ROSE : {now} {when} , <after|compared with|compared to> {before} {then}",
        "{S} {valued} {now} {when} , {up} MUCH AGAINST",
        "{when} , {S} {valued} {now} , {up} MUCH AGAINST",
        "{S} {valued} {now} {when} , <after|compared with|compared to|versus> {before} {then} [RISE]",
    ),
    "first": said(
        "the {D} with the {extreme} {S} {when} was {G} AT {value} SHARE",
        "{group} had the {extreme} {S} {when} AT {value} SHARE",
        "{G} was the {D} with the {extreme} {S} {when} AT {value} SHARE",
        "{when} , {group} had the {extreme} {S} AT {value} SHARE",
        "{when} , the {D} with the {extreme} {S} was {G} AT {value} SHARE",
    ),
    "gap": said(
        "{G} <is|was> GAP <above|ahead of> {H}",
        "{G} exceeded {H} by GAP",
        "{H} <is|was> {gap} <below|behind> {G}",
        "the <gap|difference> between {G} and {H} <is|was> GAP",
    ),
    "pair_gap": said("{S} <is|are|was|were> {gap} {side} {H}"),
    "extreme": said(
        "<its|the> {extreme} <point|value> was {value} {when}",
        "it {peaked} <at|with> {value} {when}",
        "it {peaked} {when} at {value}",
        "it reached its {extreme} <point|value> {when} , at {value}",
        "[after] {peaking} at {value} {when}",
        "with <its|a> {extreme} <point|value> of {value} {when}",
        "the {peak} was {value} {when}",
    ),
    "total": said("<{all} [:|, [it <was|is>]]|{the_total}|{sum}|the overall value <was|is>> {value}"),
    "whole": said("{S} as a whole <:|was|were|came to> {value}"),
    "target": said(
        "{S} {valued} {value} {when} , SIDE GOAL ATTAINED VERDICT",
        "{when} , {S} {valued} {value} , SIDE GOAL ATTAINED VERDICT",
        "the {S} target was {verdict} {when} <:|,|;> <it|{S}> {valued} {value} , SIDE GOAL ATTAINED",
        "{S} {reached} GOAL {when} by {gap}"
        " [<, at|, with|, coming in at|at> {value}] ATTAINED",
        "{when} , {S} {reached} GOAL by {gap}"
        " [<, at|, with|, coming in at|at> {value}] ATTAINED",
        "{S} {valued} {value} {when} against a target of {target} , {gap} {side} <it|target>"
        " ATTAINED VERDICT",
        "{S} {valued} {value} {when} , {reaching} GOAL by {gap} ATTAINED VERDICT",
        "{when} , {S} {valued} {value} , {reaching} GOAL by {gap} ATTAINED VERDICT",
    ),
    "on_target": said(
        "{S} {valued} {value} {when} , [which is] exactly <on|at> GOAL",
        "{when} , {S} {valued} {value} , [which is] exactly <on|at> GOAL",
        "{S} was exactly on GOAL {when}",
    ),
    "forecast": said(
        "{S} <is|are> FORECAST {value} {when} RANGE",
        "{when} , {S} <is|are> FORECAST {value} RANGE",
        "the forecast for {S} {when} is {value} RANGE",
        "the forecast {when} is {S} of {value} RANGE",
    ),
    "forecast_total": said(
        "{S} <is|are> FORECAST {value} in total {when}",
        "{when} , {S} <is|are> FORECAST {value} in total",
        "{S} <is|are> FORECAST a total of {value} {when}",
        "the forecast for {S} {when} is {value} in total",
    ),
    "unusual": said(
        "{S} was unusually {extreme} {when} <:|at|, at> {value} , SIDE EXPECTED",
        "{S} were unusually {extreme} {when} <:|at|, at> {value} , SIDE EXPECTED",
        "{when} , {S} <was|were> unusually {extreme} <:|at|, at> {value} , SIDE EXPECTED",
    ),
    "usual": said(
        "{S} <was|were> within ITS usual range {when} <:|at|, at> {value} , SIDE EXPECTED",
        "{when} , {S} <was|were> within ITS usual range <:|at|, at> {value} , SIDE EXPECTED",
        "{S} {valued} {value} {when} , within the usual range",
    ),
    "quiet": said(
        "{S} <kept|stayed|remained|was|were> within ITS usual range {when}",
        "<nothing unusual|nothing unusual was found> <:|,|;> {S} <kept|stayed|remained> within the usual range {when}",
        "{when} , {S} <kept|stayed|remained> within the usual range",
    ),
    "effects": said(
        "changes within each {D} <account|accounted> for {within} , <and|while> the shift of weight between them"
        " [<accounts|accounted>] for {between}",
        "changes within each {D} <account|accounted> for {within} , the shift of weight between them for {between}",
    ),
    "within": said("it <comes|came> from changes within each {D} , not from a shift of weight between them"),
    "between": said("it <comes|came> from a shift of weight between parts by {D} , not from changes within them"),
    "record": said(
        "{S} {how} {when} RECORD",
        "{when} , {S} {how} RECORD",
    ),
}  # fmt: skip
"""Whole clauses, by kind of fact."""

HEADLESS: Final = frozenset({"parts", "contributions", "breakdown", "one_by_one"})
"""Lists that may lack a beginning, where their items say enough."""
HEADERS: Final[dict[str, Grammar]] = {
    "breakdown": said(
        "{S} [by {D}] {when} {bounds} SPLIT",
        "{S} {when} {bounds} [by {D}] SPLIT",
        "{when} {bounds} , {S} [by {D}] SPLIT",
        "{when} , {S} [by {D}] {bounds} SPLIT",
        "by {D} , {S} {when} {bounds} SPLIT",
        "{S} {when} {bounds} <broke|breaks> down by {D} <as follows :|into>",
        "the {D} breakdown of {S} {when} {bounds} <:|is|was> [:]",
        "the breakdown of {S} by {D} {when} {bounds} <:|is|was> [:]",
        "{when} {bounds} ,",
    ),
    "contributions": said(
        "by {D} [, <the contributions [to the change]|{the_changes}> <were|are>] [:]",
        "<looking at|by> {D} ,",
        "broken down by {D} <:|,>",
        "by {D} , the change <breaks|broke> down as follows :",
        "the contributions by {D} <were|are> [:]",
    ),
    "most": said(
        "by {D} , <most|the largest contribution|the biggest contribution> <came|was> from",
        "by {D} , the largest contribution was",
        "the <largest|biggest> contribution by {D} <came from|was>",
    ),
    "ranking": said(
        "by {D} , the {extreme} {S} {when} {bounds} <:|was [:]|were [:]>",
        "the {extreme} {S} by {D} {when} {bounds} <:|was [:]|were [:]>",
        "{when} , the {extreme} {S} by {D} {bounds} <:|was [:]|were [:]>",
        "{when} , by {D} , the {extreme} {S} {bounds} <:|was [:]|were [:]>",
    ),
    "changes": said("<changes by {D}|by {D}> [:|,]", "by {D} , the changes <were|are> [:]"),
    "one_by_one": said("<one by one|individually|in detail> <:|,>"),
    "others": said("<at the same time|meanwhile|over the same time|over the same period> [,]"),
    "parts": said("over the same <time|period> ,"),
    "each": said("{S} {valued} [:]", "{S} by period :"),
    "forecast_each": said("{S} <is|are> FORECAST"),
}  # fmt: skip
"""What a list begins with."""

ITEMS: Final[dict[str, Grammar]] = {
    "share": said(
        "{G} [<:|at|with|had|was|were|came in at>] {value} [<( {share} [of the TOTAL] )|, or {share} [,]>]",
        "{G} <contributed|accounted for|brought in> {value} <( {share} [of the TOTAL] )|, or {share}>",
        "{G} <contributed|accounted for|brought in> {amount} [( {share} [of the TOTAL] )] of {S} [{when}]",
        "{G} <contributed|accounted for|brought in> {amount} of {S} ( {share} [of the TOTAL] )",
        "{G} had {plain} [( {share} [of the TOTAL] )] in {S} [{when}]",
        "{G} had {plain} in {S} ( {share} [of the TOTAL] )",
        "{G} {shortly} {value} [( {share} [of the TOTAL] )]",
        "{G} 's {S} <was|were> {value} [{when}] [( {share} [of the TOTAL] )]",
        "{G} 's <was|were> {value} [( {share} [of the TOTAL] )]",
        "{G} ( {value} [, {share}] )",
        "<{value} <in|for>|{amount} from> {G} [( {share} )]",
        "{amount} ( {share} ) <in|for|from> {G}",
    ),
    "signed": said(
        "{G} {how} [<:|at|with|contributed|accounted for>] {value}",
        "{G} {how} ( {value} )",
        "{G} {how} <{added}|{adding}> {size}",
        "{G} {how} {bare}",
        "{value} from {G} {how}",
    ),
    "placed": said("{G} [<:|at|with>] {value}", "{G} ( {value} )"),
    "change": said(
        "{G} [<is|was|were>] {up} MUCH to {now}",
        "{G} ROSE to {now}",
        "{G} {elided} AMOUNT to {now}",
        "{G} {rose} to {now} [<, {up} MUCH|( {up} MUCH )>]",
    ),
    "grown": said("{G} [<is|was|were>] {up} [by] {rate} to {now}", "{G} {rose} [by] {rate} to {now}"),
    "level": said("{G} <at|:|was|were|came in at> {value}"),
    "unchanged": said("{G} [<was|were|is|are>] unchanged at {value}"),
    "mover_between": said("{G} {rose} from {before} to {now}", "{G} [<was|were>] {up} from {before} to {now}"),
    "stayer": said("{G} <stayed|remained> at {value}"),
    "aimed": said("{G} [<at|with|:|was|were>] {value} , {gap} {side} target", "{G} {value} ( {gap} {side} target )"),
    "aimed_exactly": said("{G} [<at|with|:|was|were>] {value} , on target", "{G} {value} ( on target )"),
    "mover": said(
        "{G} {rose} [by] {rate}", "{G} [<is|are|was|were>] {up} [by] {rate}", "{G} {rising} [by] {rate}",
        "{G} [by] {short_rate}",
    ),
    "dated": said(
        "{value} {when}", "{when} {value}", "{when_bare} [<:|at|with>] {value}", "{when_bare} ( {value} )"
    ),
    "span": said(
        "{value} {when} ( [most likely] [between] {low} <to|and|–> {high} )",
        "{value} {when} , most likely [between] {low} <to|and|–> {high}",
        "{when_bare} [<:|at|with>] {value} ( [most likely] [between] {low} <to|and|–> {high} )",
    ),
}  # fmt: skip
"""The items of lists."""

JOINTS: Final = (
    (";",), (":",), (",", "and"), ("and",), (",", "while"), ("while",), (",", "whereas"), (",", "but"), (",", "with"),
    (",",),
)  # fmt: skip
"""What may stand between two clauses of a sentence."""
SEPARATORS: Final = ((",", "and"), (";", "and"), (",", "while"), (",",), (";",), ("and",), ("while",))
"""What may stand between two items of a list."""
PLACED: Final = (",", "followed", "by")
"""What may stand between two places of a ranking; of other lists nobody found that one item follows on another."""
LEADS: Final = (("also", ","), ("in", "addition", ","), ("additionally", ","), ("in", "summary", ","))
"""What may stand before a clause."""
NOTICES: Final = (
    ("note", "that"), ("please", "note", "that"), ("note", ":"), ("please", "note", ":"),
    ("keep", "in", "mind", "that"),
)  # fmt: skip
"""What may stand before a sentence that is kept word for word."""
