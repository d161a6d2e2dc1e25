"""From a plan to facts: stored values, each with the id by which the answer cites it."""

from salestalk.retrieval.facts import Fact, Facts, retrieve
from salestalk.retrieval.reader import MetricReader, RowKey, SliceRange

__all__ = ["Fact", "Facts", "MetricReader", "RowKey", "SliceRange", "retrieve"]
