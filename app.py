"""The CDK app: `cdk synth`, `cdk deploy`, `cdklocal deploy -c local=true` (README, "Deploy")."""

import sys

from aws_cdk import App

from constructs_lib.deployment import CannotSynthesize, Deployment
from stacks.application import add_stacks
from stacks.rules import hold_rules


def main() -> None:
    """Synthesize every stack, or end with one sentence that says what is missing."""
    app = App(analytics_reporting=False)
    try:
        deployment = Deployment.from_context(app.node)
        add_stacks(app, deployment)
    except CannotSynthesize as obstacle:
        sys.exit(str(obstacle))
    if not deployment.local:
        hold_rules(app)
    app.synth()


if __name__ == "__main__":
    main()
