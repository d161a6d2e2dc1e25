"""What a hostile or careless model does to a text. An attack knows the text and nothing of how it will be checked.

Each takes a generator, a case and a text that is true, and gives one that is not, or that nobody may be told; or None
where there is nothing for it to work on.
"""

from collections.abc import Callable
from random import Random
from typing import Final

from tests.hostile import attacks_form, attacks_names, attacks_numbers, attacks_words
from tests.hostile.answers import Case

Attack = Callable[[Random, Case, str], str | None]

ATTACKS: Final[dict[str, Attack]] = {
    name: attack
    for module in (attacks_numbers, attacks_names, attacks_words, attacks_form)
    for name, attack in vars(module).items()
    if getattr(attack, "__module__", None) == module.__name__ and not name.startswith("_")
}
"""Every attack by its name."""
