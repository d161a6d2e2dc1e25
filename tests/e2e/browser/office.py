"""What several users of a tenant do on the page, each in a window of their own."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Route, expect

from salestalk_cli.local.installation import User
from salestalk_cli.local.users import make_user, new_password
from tests.e2e.browser.visitor import Visitor
from tests.e2e.conftest import NewTenant

QUESTION = "What was revenue in Q3 2025?"


@dataclass(frozen=True)
class Office:
    """Two users of a tenant that nobody else uses, and windows for them."""

    ada: User
    bob: User
    open_window: Callable[..., Visitor]

    def sign_in(self, user: User, path: str = "", **settings: object) -> Visitor:
        return self.open_window(**settings).sign_in(user, path)


def joined(tenant: NewTenant, name: str) -> User:
    user = User(tenant.tenant_id, f"{name}@{tenant.tenant_id}.example", new_password())
    make_user(tenant.platform.aws, tenant.platform.connection.user_pool_id, user)
    return user


def action(visitor: Visitor, name: str) -> Locator:
    """A button below the latest answer, or on the latest card."""
    return visitor.answer.get_by_role("button", name=name, exact=True)


def pin(visitor: Visitor, note: str = "") -> None:
    action(visitor, "Pin").click()
    visitor.answer.get_by_label("A note for your colleagues").fill(note)
    action(visitor, "Pin for colleagues").click()
    expect(action(visitor, "Pinned")).to_be_visible()


def share(visitor: Visitor) -> str:
    """The path that the link leads to."""
    action(visitor, "Share").click()
    link = visitor.answer.get_by_label("Link to this answer").input_value()
    return f"#/{link.partition('/#/')[2]}"


def comment(visitor: Visitor, text: str) -> None:
    visitor.page.get_by_label("Your comment").fill(text)
    visitor.page.get_by_label("Your comment").press("Control+Enter")
    expect(visitor.page.get_by_label("Your comment")).to_have_value("")  # until then the text may be that of the box
    expect(comments(visitor)).to_contain_text(text)


def comments(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("region", name="Comments", exact=True).last


def conversations(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("navigation", name="Conversations").get_by_role("link")


def choose(visitor: Visitor, what: str) -> None:
    """Open what can be done with the first conversation, and choose."""
    visitor.page.get_by_role("button", name="Actions for").first.press("Enter")
    visitor.page.get_by_role("dialog").get_by_role("button", name=what).click()


def refuse(route: Route) -> None:
    route.fulfill(status=400, body="{}", content_type="application/problem+json")
