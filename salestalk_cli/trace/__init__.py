"""`salestalk trace`: the whole path of one question, load or event, by any of its ids."""

from salestalk_cli.trace.command import trace

__all__ = ["trace"]
