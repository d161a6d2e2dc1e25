"""Honest rewrites have to pass, or asking a model were a waste: how many do, by a rewriter and by hand."""

import json
from pathlib import Path
from random import Random

from salestalk.ai.proof import prove
from tests.hostile.answers import generated_cases, seed_cases
from tests.hostile.honest import rewritten

WRITTEN = Path(__file__).with_name("rewrites.jsonl")
"""Rewrites as a good model gives them, written by hand before anybody tried what can be proven."""


def test_most_rewrites_of_the_rewriter_are_proven() -> None:
    random, made, proven = Random(1), 0, 0
    for case in (*seed_cases(), *generated_cases()):
        for _ in range(5):
            text = rewritten(random, case.text)
            if text != case.text:
                made += 1
                proven += not prove(text, case.evidence)
    assert made > 800
    assert proven > 0.95 * made


def test_most_rewrites_written_by_hand_are_proven() -> None:
    cases = {(case.findings.plan.tenant_id, case.question): case for case in seed_cases()}
    lines = [json.loads(line) for line in WRITTEN.read_text("utf-8").splitlines()]
    proven = [not prove(one["text"], cases[one["tenant"], one["question"]].evidence) for one in lines]
    assert len(lines) == 120
    assert sum(proven) >= 0.83 * len(lines)
