"""What all calls share that give lists page by page."""

from typing import Annotated, Final

from pydantic import StringConstraints

MAX_PAGE: Final = 200
DEFAULT_PAGE: Final = 50

Cursor = Annotated[str, StringConstraints(max_length=4096)]
"""Where the next page begins, in words of the service."""
