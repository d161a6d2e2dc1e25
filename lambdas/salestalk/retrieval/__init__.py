"""From a plan to facts: the stored rows it names, and nothing else."""

from salestalk.retrieval.facts import Facts, retrieve
from salestalk.retrieval.reader import MetricReader, RowKey, SliceRange

__all__ = ["Facts", "MetricReader", "RowKey", "SliceRange", "retrieve"]
