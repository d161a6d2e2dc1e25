"""What chat-handler needs of its environment."""

from typing import Annotated

from runtime.tenant_data import TenantDataSettings
from salestalk.names import Env, Provider
from salestalk.values import frozen


@frozen
class ChatSettings(TenantDataSettings):
    """Read once at start."""

    event_bus: Annotated[str, Env.EVENT_BUS]
    outbox_queue_url: Annotated[str, Env.OUTBOX_QUEUE_URL]
    ai_provider: Annotated[str, Env.AI_PROVIDER] = Provider.BUILTIN
    ai_model: Annotated[str, Env.AI_MODEL] = ""
    ai_guardrail: Annotated[str, Env.AI_GUARDRAIL] = ""
    """``id:version``, for Bedrock."""
    ai_endpoint: Annotated[str, Env.AI_ENDPOINT] = ""
    """Where Ollama listens, if not where it does by itself."""
