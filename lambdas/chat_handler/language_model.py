"""The deployment's language model, if it has one, and what of it each tenant is given.

Nothing of it is loaded before a tenant whose plan has a model asks something.
"""

import time
from functools import cached_property
from typing import TYPE_CHECKING

from chat_handler.settings import ChatSettings
from runtime.measures import note
from runtime.settings import SettingsIncomplete
from salestalk.adapters.clients import AwsSession
from salestalk.ingestion.idempotency import IdempotencyStrategy
from salestalk.ingestion.limitcounters import LimitCounters
from salestalk.ingestion.store import ItemStore
from salestalk.names import Env, Metric, Provider
from salestalk.tenancy.plans import limits_of

if TYPE_CHECKING:
    from salestalk.adapters.model_bedrock import BedrockModel
    from salestalk.adapters.model_ollama import OllamaModel
    from salestalk.ai.assistant import Account, Assistant
    from salestalk.ai.breaker import Breaker
    from salestalk.ai.ports import Model
    from salestalk.ai.prices import Price
    from salestalk.contracts.tenant import Tenant


class LanguageModel:
    """Made once for a process; the breaker in it is that of all tenants."""

    def __init__(self, settings: ChatSettings, session: AwsSession) -> None:
        """Raises `SettingsIncomplete` for a provider that there is not, or one without what it needs."""
        self.settings = settings
        self.session = session
        if self.settings.ai_provider not in list(Provider):
            raise SettingsIncomplete(f"{Env.AI_PROVIDER} must be one of {', '.join(Provider)}")
        if self.is_there:
            if not self.settings.ai_model:
                raise SettingsIncomplete(f"{Env.AI_PROVIDER} is {self.settings.ai_provider}: set {Env.AI_MODEL} too")
            self._checked()

    @property
    def is_there(self) -> bool:
        """Whether the deployment has one."""
        return self.settings.ai_provider != Provider.BUILTIN

    def assistant_of(self, tenant: "Tenant", store: ItemStore, strategy: IdempotencyStrategy) -> "Assistant | None":
        """The tenant's help, counted in its own table; None where there is no model, or none in the tenant's plan."""
        if not (self.is_there and limits_of(tenant).language_model):
            return None
        from salestalk.ai.assistant import Assistant  # noqa: PLC0415 - where there is no model, nothing is loaded
        from salestalk.ai.budget import Budget  # noqa: PLC0415

        budget = Budget(tenant, LimitCounters(store, strategy), self._price)
        return Assistant(self._model, self._breaker, budget, time.monotonic, _observe)

    def _checked(self) -> None:
        """What would fail at the first question fails at the start."""
        from salestalk.ai.prices import NoPrice  # noqa: PLC0415

        try:
            _ = self._price, self._model
        except (NoPrice, ValueError) as error:
            raise SettingsIncomplete(str(error)) from None

    @cached_property
    def _price(self) -> "Price":
        from salestalk.ai.prices import price_list  # noqa: PLC0415

        return price_list().of(self.settings.ai_provider, self.settings.ai_model)

    @cached_property
    def _breaker(self) -> "Breaker":
        from salestalk.ai.breaker import Breaker  # noqa: PLC0415
        from salestalk.ai.policy import policy  # noqa: PLC0415

        return Breaker(time.monotonic, policy().breaker_failures, policy().breaker_rest_seconds)

    @cached_property
    def _model(self) -> "Model":
        return self._ollama() if self.settings.ai_provider == Provider.OLLAMA else self._bedrock()

    def _ollama(self) -> "OllamaModel":
        from salestalk.adapters.model_ollama import DEFAULT_ENDPOINT, OllamaModel  # noqa: PLC0415

        endpoint = self.settings.ai_endpoint or DEFAULT_ENDPOINT
        return OllamaModel(self.settings.ai_model, time.monotonic, endpoint)

    def _bedrock(self) -> "BedrockModel":
        from salestalk.adapters.model_bedrock import CALLING, BedrockModel, Guardrail  # noqa: PLC0415

        session, given = self.session, self.settings.ai_guardrail
        identifier, _, version = given.rpartition(":")
        if given and not identifier:
            raise ValueError(f"{Env.AI_GUARDRAIL} must be a guardrail's id and its version: id:version")
        guardrail = Guardrail(identifier, version) if given else None
        return BedrockModel(
            self.settings.ai_model,
            lambda: session.client("bedrock-runtime", config=CALLING),
            time.monotonic,
            guardrail,
        )


def _observe(account: "Account") -> None:
    note(Metric.MODEL_CALLS, account.calls)
    note(Metric.MODEL_FAILURES, account.failures)
    note(Metric.MODEL_FALLBACKS, int(account.fallback is not None))
