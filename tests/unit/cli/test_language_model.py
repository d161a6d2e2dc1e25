"""Which model `make up` gives the platform on this machine."""

from salestalk_cli.local.language_model import model_context


def test_no_variable_is_no_model():
    assert model_context({"PATH": "/bin", "AI_PROVIDER": ""}) == {}


def test_the_variables_of_the_functions_choose_it_here_too():
    environ = {"AI_PROVIDER": "ollama", "AI_MODEL": "llama3.2", "AI_ENDPOINT": "http://127.0.0.1:11500", "AI_X": "y"}
    assert model_context(environ) == {
        "ai-provider": "ollama",
        "ai-model": "llama3.2",
        "ai-endpoint": "http://127.0.0.1:11500",
    }
