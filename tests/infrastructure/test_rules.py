import pytest

from stacks.application import add_stacks
from stacks.rules import EXCEPTIONS, broken_rules, find, hold_rules


@pytest.fixture(scope="module")
def strict(make_app, production):
    """Every stack, with no exception made."""
    app = make_app(tenant="acme-corp-001")
    add_stacks(app, production)
    return app


def test_every_stack_keeps_the_rule_pack_but_for_the_listed_exceptions(make_app, production):
    app = make_app(tenant="acme-corp-001")
    add_stacks(app, production)
    hold_rules(app)
    assert list(broken_rules(app)) == []
    app.synth()


@pytest.mark.parametrize("exception", EXCEPTIONS, ids=lambda each: f"{each.rule} {each.path}")
def test_every_exception_is_still_needed(strict, exception):
    assert exception.rule in set(broken_rules(find(strict, exception.path)))


def test_every_exception_says_why():
    assert all(len(exception.reason.split()) > 5 for exception in EXCEPTIONS)


def test_a_stack_that_breaks_a_rule_is_not_synthesized(make_app, laptop):
    app = make_app()
    add_stacks(app, laptop)
    hold_rules(app)
    with pytest.raises(RuntimeError, match="ValidationFailed"):
        app.synth()
