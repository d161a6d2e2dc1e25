from typing import Annotated

import pytest

from runtime.settings import Settings, SettingsIncomplete, from_environment, required_variables
from salestalk.values import frozen


@frozen
class ExampleSettings(Settings):
    table: Annotated[str, "TABLE"]
    limit: Annotated[int, "LIMIT"]
    bus: Annotated[str, "BUS"] = "default-bus"


def test_settings_are_read_with_their_types():
    environ = {"TABLE": "orders", "LIMIT": "12", "BUS": "other", "PATH": "/bin"}

    assert from_environment(ExampleSettings, environ) == ExampleSettings("orders", 12, "other")


def test_a_default_makes_a_variable_optional():
    assert from_environment(ExampleSettings, {"TABLE": "orders", "LIMIT": "12"}).bus == "default-bus"
    assert required_variables(ExampleSettings) == ("TABLE", "LIMIT")


def test_everything_missing_is_named_at_once():
    with pytest.raises(SettingsIncomplete, match="TABLE, LIMIT"):
        from_environment(ExampleSettings, {})


def test_an_empty_variable_is_missing():
    with pytest.raises(SettingsIncomplete, match=r"TABLE$"):
        from_environment(ExampleSettings, {"TABLE": "", "LIMIT": "1"})


def test_an_unreadable_number_is_named_with_its_text():
    with pytest.raises(SettingsIncomplete, match=r"LIMIT \(must be int, is 'twelve'\)"):
        from_environment(ExampleSettings, {"TABLE": "orders", "LIMIT": "twelve"})
