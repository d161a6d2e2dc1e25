"""What review sees of a change in a template. Accept a change that is meant with `make snapshots`."""

from salestalk import names


def test_platform_is_as_reviewed(in_production, template_snapshot):
    assert in_production[names.PLATFORM_STACK].body == template_snapshot


def test_web_is_as_reviewed(in_production, template_snapshot):
    assert in_production[names.WEB_STACK].body == template_snapshot


def test_service_is_as_reviewed(in_production, template_snapshot):
    assert in_production[names.SERVICE_STACK].body == template_snapshot


def test_the_tenant_template_is_as_reviewed(tenant_template, template_snapshot):
    assert tenant_template.body == template_snapshot
