"""Documents written by hand around sections that programs keep: written anew, or checked.

A section lies between ``<!-- NAME -->`` and ``<!-- /NAME -->``; everything else is left as it is.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path


def replaced(text: str, name: str, body: str) -> str:
    """The text with this section's content replaced. Raises `ValueError` when it has no such section."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise ValueError(f"The document needs one pair of {begin} and {end}, in this order.")
    head, tail = text[: text.index(begin)], text[text.index(end) :]
    return f"{head}{begin}\n{body.strip()}\n{tail}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table: the first column is text, the others are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def keep(path: Path, sections: Mapping[str, str], arguments: Sequence[str]) -> int:
    """The command of a generator: with ``--write`` the sections are written, else 1 where they are out of date."""
    before = after = path.read_text(encoding="utf-8")
    for name, body in sections.items():
        after = replaced(after, name, body)
    if list(arguments) == ["--write"]:
        path.write_text(after, encoding="utf-8")
        return 0
    if before != after:
        sys.stderr.write(f"docs/{path.name} is not what the code says: run `make generated`.\n")
    return int(before != after)
