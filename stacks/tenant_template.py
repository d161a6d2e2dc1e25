"""The tenant template by itself, as CloudFormation takes it: for whoever creates tenants without the CDK."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aws_cdk import App, BootstraplessSynthesizer

from constructs_lib.deployment import ROOT, Deployment
from stacks.tenant import TenantStack

NAME = "Tenant"


def synthesize_tenant_template(folder: Path, deployment: Deployment) -> Path:
    """Write the template into `folder` and give its path. It needs parameters, but no bootstrap and no assets."""
    app = App(outdir=str(folder), analytics_reporting=False, context=feature_flags())
    TenantStack(app, NAME, deployment=deployment, synthesizer=BootstraplessSynthesizer())
    app.synth()
    return folder / f"{NAME}.template.json"


def feature_flags() -> Mapping[str, Any]:
    """The CDK feature flags pinned in `cdk.json`, for an app that the CDK command line does not start."""
    settings = json.loads((ROOT / "cdk.json").read_text())
    flags: Mapping[str, Any] = settings["context"]
    return flags
