"""What review sees of a change in a template. Accept a change that is meant with `make snapshots`."""

import pytest

from salestalk import names


@pytest.mark.parametrize("stack", [names.PLATFORM_STACK, names.SERVICE_STACK])
def test_the_stack_is_as_reviewed(in_production, template_snapshot, stack):
    assert in_production[stack].body == template_snapshot(name=stack)


def test_the_tenant_template_is_as_reviewed(tenant_template, template_snapshot):
    assert tenant_template.body == template_snapshot(name="Tenant")
