"""What is prepared from the vocabulary's files, so that a cold start reads it instead of working it out.

``python -m tools.vocabulary --write`` makes ``lambdas/salestalk/understanding/prepared.json``; ``--check`` fails when
the file is not what the vocabulary and the code say.
"""

import sys

from salestalk.understanding.declining.language import plain_languages, plain_telling_words
from salestalk.understanding.words.lexicon import plain_lexicon
from salestalk.understanding.words.phrases import plain_refusal_phrases
from salestalk.understanding.words.spelling import plain_common_words, plain_spellings
from salestalk.understanding.words.time_words import TIME
from salestalk.understanding.words.vocabulary_files import PREPARED, prepared_text


def text() -> str:
    """The file's content, worked out anew whatever the file says now."""
    return prepared_text(
        {
            "lexicon": plain_lexicon(),
            "time": TIME.plain(),
            "common_words": plain_common_words(),
            "refusal_phrases": plain_refusal_phrases(),
            "spellings": plain_spellings(),
            "telling_words": plain_telling_words(),
            "languages": plain_languages(),
        }
    )


def main(arguments: list[str]) -> int:
    """Write the file, or with ``--check`` say whether it is out of date; the exit code."""
    if arguments == ["--write"]:
        PREPARED.write_text(text(), encoding="utf-8")
        return 0
    if arguments == ["--check"]:
        current = PREPARED.exists() and PREPARED.read_text(encoding="utf-8") == text()
        sys.stdout.write("" if current else "Out of date: python -m tools.vocabulary --write\n")
        return 0 if current else 1
    sys.stderr.write("Say --write or --check.\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
