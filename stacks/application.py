"""The whole app: which stacks there are for a given context."""

import re

from aws_cdk import App, DefaultStackSynthesizer

from constructs_lib.deployment import CannotSynthesize, Deployment
from salestalk import names
from stacks.observability import ObservabilityStack
from stacks.platform import PlatformStack
from stacks.service import ServiceStack
from stacks.tenant import TenantStack
from stacks.web import WebStack


def add_stacks(app: App, deployment: Deployment) -> None:
    """Platform, Web, Service and Observability; beside them, with `-c tenant=ID[,ID…]`, a stack for each one named."""
    tenant_ids = _tenant_ids(app)
    platform = PlatformStack(app, names.PLATFORM_STACK, deployment=deployment)
    web = WebStack(app, names.WEB_STACK, deployment=deployment, platform=platform)
    service = ServiceStack(app, names.SERVICE_STACK, deployment=deployment, platform=platform, page_client=web.client)
    ObservabilityStack(app, names.OBSERVABILITY_STACK, deployment=deployment, platform=platform, service=service)
    for tenant_id in tenant_ids:
        add_tenant(app, deployment, tenant_id)


def add_tenant(app: App, deployment: Deployment, tenant_id: str) -> TenantStack:
    """A tenant's stack. It has no check of the bootstrap's version, so the template is the one of the other door."""
    return TenantStack(
        app,
        names.tenant_stack(tenant_id),
        deployment=deployment,
        synthesizer=DefaultStackSynthesizer(generate_bootstrap_version_rule=False),
        default_tenant_id=tenant_id,
    )


def _tenant_ids(app: App) -> list[str]:
    given = str(app.node.try_get_context("tenant") or "")
    tenant_ids = [part.strip() for part in given.split(",") if part.strip()]
    for tenant_id in tenant_ids:
        if not re.fullmatch(names.TENANT_ID_PATTERN, tenant_id):
            raise CannotSynthesize(
                f"'{tenant_id}' is no tenant id: use 1 to 64 lower-case letters, digits and hyphens, "
                "with a letter or digit at both ends."
            )
    return tenant_ids
