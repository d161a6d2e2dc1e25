"""From facts to findings: derived numbers, each with its operation and its inputs."""

from salestalk.analysis.analyze import analyze
from salestalk.analysis.model import Findings, Missing

__all__ = ["Findings", "Missing", "analyze"]
