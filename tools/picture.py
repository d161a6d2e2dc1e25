"""Draws a real answer for the README: asks the platform that `make up` started and keeps what the terminal shows."""

import io
import re
from pathlib import Path
from typing import Final

from rich.console import Console

from salestalk_cli.answers import print_answer
from salestalk_cli.ask import Seat

TENANT: Final = "techstart-inc-002"
QUESTION: Final = "Show me ARR growth from Q3 to Q4"
_FETCHED: Final = re.compile(r"@font-face \{.*?\n    \}\s*|<!--.*?-->\s*", re.DOTALL)
"""Fonts from elsewhere: a picture fetches nothing; whoever looks has a fixed-width font."""
FILE: Final = Path(__file__).parents[1] / "docs/images/answer.svg"


def main() -> None:
    """Ask, and write the picture."""
    answer = Seat.taken(TENANT, None, None).api.ask(QUESTION).body
    console = Console(record=True, width=118, file=io.StringIO(), markup=False, highlight=False, force_terminal=True)
    console.print(f'$ salestalk ask --tenant {TENANT} "{QUESTION}"', style="green")
    print_answer(console, answer)
    picture = console.export_svg(title="SalesTalk", unique_id="salestalk-answer")
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(_FETCHED.sub("", picture), encoding="utf-8")


if __name__ == "__main__":
    main()
