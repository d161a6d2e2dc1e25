"""Proof that a text says nothing but what was found: what cannot be proven is not said.

`evidence_of` reads a built-in answer; `prove` holds any other text against it and gives what does not follow.
"""

from salestalk.ai.proof.evidence import Evidence, evidence_of
from salestalk.ai.proof.proving import Doubt, Unproven, prove

__all__ = ["Doubt", "Evidence", "Unproven", "evidence_of", "prove"]
