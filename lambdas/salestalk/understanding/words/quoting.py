"""Names in quotation marks: what stands between them is taken as written, not read."""

import re
from typing import Final

from salestalk.understanding.words.lexicon import Lexicon
from salestalk.understanding.words.text import Text

_OPEN: Final = "\"“„«‘'"
_ANY_OPEN: Final = re.compile(f"[{_OPEN}]")
_CLOSE: Final = "\"”“»’'"
_LONGEST: Final = 8


def quoted_spans(text: Text, lexicon: Lexicon) -> tuple[tuple[int, int], ...]:
    """Token ranges in quotation marks that look like names: capitalised, and no phrase of the vocabulary."""
    if not _ANY_OPEN.search(text.clean):
        return ()
    spans: list[tuple[int, int]] = []
    index = 0
    while index < len(text.tokens):
        end = _closing(text, index)
        if end and _is_name(text, index, end, lexicon):
            spans.append((index, end))
            index = end
        else:
            index += 1
    return tuple(spans)


def _closing(text: Text, start: int) -> int | None:
    before = text.tokens[start].before
    if not before or before[-1] not in _OPEN or text.clean[text.tokens[start].start - 1] != before[-1]:
        return None
    for end in range(start + 1, min(start + _LONGEST, len(text.tokens)) + 1):
        follows = text.tokens[end].before if end < len(text.tokens) else text.clean[text.tokens[-1].end :].strip()
        if follows and follows[0] in _CLOSE:
            return end
    return None


def _is_name(text: Text, start: int, end: int, lexicon: Lexicon) -> bool:
    key = " ".join(token.stem for token in text.tokens[start:end])
    raw = text.raw(start, end)
    return raw[:1].isupper() and key not in lexicon.phrases and not any(char in raw for char in ";=<>{}")
