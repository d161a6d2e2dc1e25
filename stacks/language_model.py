"""The language model of a deployment, from the CDK context; none unless one is named (docs/ai.md)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from constructs import Node

from constructs_lib.deployment import CannotSynthesize
from constructs_lib.function import PythonFunction
from salestalk.names import Env, Provider

_CONTEXT: Final = ("ai-provider", "ai-model", "ai-profile", "ai-profile-regions", "ai-guardrail", "ai-endpoint")
_ENDPOINT: Final = re.compile(r"(https://[\w.-]+|http://(localhost|127(\.\d{1,3}){3}|\[::1\]))(:\d{1,5})?/?", re.ASCII)
_OF_BEDROCK: Final = ("ai-profile", "ai-profile-regions", "ai-guardrail")


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageModel:
    """Which model, by its id; on Bedrock maybe through an inference profile, which runs it in ``regions``, and behind a
    guardrail (``id:version``); from Ollama maybe elsewhere than where it listens by itself.
    """

    provider: Provider = Provider.BUILTIN
    model: str = ""
    profile: str = ""
    regions: tuple[str, ...] = ()
    guardrail: str = ""
    endpoint: str = ""

    @classmethod
    def from_context(cls, node: Node) -> Self:
        """Read `-c ai-provider=…` and what belongs to it.

        Raises:
            CannotSynthesize: something is missing, or does not belong together.
        """
        given = {name: str(node.try_get_context(name) or "").strip() for name in _CONTEXT}
        provider = given["ai-provider"] or Provider.BUILTIN
        if provider not in list(Provider):
            raise CannotSynthesize(f"The context value ai-provider must be one of {', '.join(Provider)}.")
        model = cls(
            provider=Provider(provider),
            model=given["ai-model"],
            profile=given["ai-profile"],
            regions=tuple(part.strip() for part in given["ai-profile-regions"].split(",") if part.strip()),
            guardrail=given["ai-guardrail"],
            endpoint=given["ai-endpoint"],
        )
        model._check(given)
        return model

    @property
    def environment(self) -> Mapping[str, str]:
        """What the function is told; nothing where there is no model."""
        if self.provider is Provider.BUILTIN:
            return {}
        told = {
            Env.AI_PROVIDER: self.provider.value,
            Env.AI_MODEL: self.profile or self.model,
            Env.AI_GUARDRAIL: self.guardrail,
            Env.AI_ENDPOINT: self.endpoint,
        }
        return {name: value for name, value in told.items() if value}

    def grant(self, function: PythonFunction) -> None:
        """Let the function ask this model, by this profile and behind this guardrail, and no other."""
        if self.provider is not Provider.BEDROCK:
            return
        if self.profile:
            function.allow("bedrock:InvokeModel", on=self._profile_arn)
            function.role.add_to_policy(self._behind_the_profile())
        else:
            function.allow("bedrock:InvokeModel", on=self._model_arn(Aws.REGION))
        if self.guardrail:
            identifier = self.guardrail.rpartition(":")[0]
            function.allow("bedrock:ApplyGuardrail", on=f"{_own('guardrail')}/{identifier}")

    def _behind_the_profile(self) -> iam.PolicyStatement:
        """The model in each region that the profile may choose, and only when the profile did."""
        return iam.PolicyStatement(
            actions=["bedrock:InvokeModel"],
            resources=[self._model_arn(region) for region in self.regions],
            conditions={"StringEquals": {"bedrock:InferenceProfileArn": self._profile_arn}},
        )

    @property
    def _profile_arn(self) -> str:
        return f"{_own('inference-profile')}/{self.profile}"

    def _model_arn(self, region: str) -> str:
        return f"arn:{Aws.PARTITION}:bedrock:{region}::foundation-model/{self.model}"

    def _check(self, given: Mapping[str, str]) -> None:
        if self.provider is Provider.BUILTIN:
            _refuse(given, [name for name in _CONTEXT if name != "ai-provider"], "needs ai-provider")
            return
        if not self.model:
            raise CannotSynthesize(f"ai-provider={self.provider} needs ai-model.")
        if self.provider is Provider.OLLAMA:
            _refuse(given, _OF_BEDROCK, "is for ai-provider=bedrock")
            if self.endpoint and not _ENDPOINT.fullmatch(self.endpoint):
                raise CannotSynthesize(
                    "ai-endpoint must be https://…, or http:// on the machine itself, without a path."
                )
            return
        _refuse(given, ("ai-endpoint",), "is for ai-provider=ollama")
        if bool(self.profile) is not bool(self.regions):
            raise CannotSynthesize("ai-profile and ai-profile-regions (where it may run the model) belong together.")
        if self.guardrail and not all(self.guardrail.partition(":")[::2]):
            raise CannotSynthesize("ai-guardrail must be a guardrail's id and its version: id:version.")
        if any("*" in value or "?" in value for value in given.values()):
            raise CannotSynthesize("Of a model, a profile and a guardrail the whole id is needed, without wildcards.")
        from salestalk.ai.prices import NoPrice, price_list  # noqa: PLC0415 - where there is no model, not loaded

        try:
            price_list().of(self.provider, self.profile or self.model)
        except NoPrice as unknown:
            raise CannotSynthesize(str(unknown)) from None


def _refuse(given: Mapping[str, str], names: list[str] | tuple[str, ...], because: str) -> None:
    for name in names:
        if given[name]:
            raise CannotSynthesize(f"The context value {name} {because}.")


def _own(kind: str) -> str:
    return f"arn:{Aws.PARTITION}:bedrock:{Aws.REGION}:{Aws.ACCOUNT_ID}:{kind}"
