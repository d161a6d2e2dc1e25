"""The call by which a page learns who uses it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from chat_handler.colleagues import is_owner
from runtime.http import Request, Response
from runtime.parameters import only_known
from salestalk.conversation.workspace import Workspace
from salestalk.errors import AccessDenied

if TYPE_CHECKING:
    from salestalk.contracts.me import Me


def me(request: Request, open_workspace: Callable[[str, float], Workspace]) -> Response:
    """`GET /me`. Raises `AccessDenied` for whoever has no tenant that is served, and is no administrator either."""
    only_known(request)
    is_admin = _is_admin(request)
    try:
        workspace = open_workspace(request.caller().tenant_id, request.deadline)
    except AccessDenied:
        if not is_admin:
            raise
        return Response(_administrator(request).as_item())
    return Response(_user(request, workspace, is_admin=is_admin).as_item())


def _is_admin(request: Request) -> bool:
    try:
        request.admin()
    except AccessDenied:
        return False
    return True


def _administrator(request: Request) -> "Me":
    """Who has no tenant to ask about, or one that is suspended: which must not keep them from resuming it."""
    from salestalk.contracts.me import Features, Me  # noqa: PLC0415 - most calls do not need it

    features = Features(chat=False, language_model=False, moderate=False, administer=True)
    return Me(
        user_id=request.admin().user_id, email=request.claims.get("email"), platform_admin=True, features=features
    )


def _user(request: Request, workspace: Workspace, *, is_admin: bool) -> "Me":
    from salestalk.contracts.me import Features, Me  # noqa: PLC0415 - most calls do not need it

    tenant, limits = workspace.tenant, workspace.allowance.limits
    return Me(
        user_id=request.caller().user_id,
        email=request.claims.get("email"),
        platform_admin=is_admin,
        tenant_id=tenant.tenant_id,
        tenant_name=tenant.name,
        plan=tenant.plan,
        currency=tenant.metadata.currency,
        time_zone=tenant.metadata.time_zone,
        fiscal_year_start=tenant.metadata.fiscal_year_start,
        history_days=limits.history_days,
        features=Features(
            chat=True,
            language_model=limits.language_model,
            moderate=is_owner(request, tenant),
            administer=is_admin,
        ),
    )
