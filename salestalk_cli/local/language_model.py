"""Which language model the platform on this machine is given: none, unless the environment names one (docs/ai.md)."""

from collections.abc import Mapping
from typing import Final

from salestalk.names import Env

CONTEXT: Final[Mapping[str, str]] = {
    Env.AI_PROVIDER: "ai-provider",
    Env.AI_MODEL: "ai-model",
    Env.AI_GUARDRAIL: "ai-guardrail",
    Env.AI_ENDPOINT: "ai-endpoint",
}


def model_context(environ: Mapping[str, str]) -> Mapping[str, str]:
    """The CDK context that stands for ``AI_PROVIDER=ollama AI_MODEL=…`` and the like."""
    return {name: environ[variable] for variable, name in CONTEXT.items() if environ.get(variable)}
