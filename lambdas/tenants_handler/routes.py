"""The calls of the tenants handler: validate, one call, map the result. Each is for administrators alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from runtime.http import Request, Response, Route
from runtime.parameters import known_id, only_known, page_limit
from salestalk.contracts.administration import TenantList, TenantView
from salestalk.contracts.base import TenantId
from salestalk.contracts.tenant import Tenant, TenantStatus
from salestalk.errors import Fault, InvalidInput, NotFound
from salestalk.tenancy.listing import Listing, TenantLists, list_tenants
from salestalk.tenancy.registry import TenantStore

NOT_FOUND: Final = "There is no such tenant."


@dataclass(frozen=True)
class TenantsRoutes:
    """The routes over the registry."""

    store: TenantStore
    lists: TenantLists

    @cached_property
    def table(self) -> Mapping[str, Route]:
        """Each route by its key, as the HTTP API names it."""
        return {
            "GET /tenants": self.list,
            "GET /tenants/{id}": self.show,
        }

    def list(self, request: Request) -> Response:
        """`GET /tenants`."""
        request.admin()
        only_known(request, "status", "ownerEmail", "limit", "cursor")
        page = list_tenants(self.lists, _listing(request), deadline=request.deadline)
        shown = tuple(map(TenantView.of, page.tenants))
        return Response(TenantList(tenants=shown, next_cursor=page.next_cursor).as_item(), log={"count": len(shown)})

    def show(self, request: Request) -> Response:
        """`GET /tenants/{id}`."""
        request.admin()
        only_known(request)
        return _shown(self._tenant(request))

    def _tenant(self, request: Request) -> Tenant:
        """The tenant that the path names. Raises `NotFound`."""
        tenant_id = known_id(TenantId, request.path["id"], NOT_FOUND)
        tenant = self.store.get(tenant_id, deadline=request.deadline)
        if tenant is None:
            raise NotFound(NOT_FOUND)
        return tenant


def _shown(tenant: Tenant) -> Response:
    return Response(TenantView.of(tenant).as_item(), log={"about": tenant.tenant_id, "tenantStatus": tenant.status})


def _listing(request: Request) -> Listing:
    status = request.query.get("status")
    if status is not None and status not in set(TenantStatus):
        message = f"status: must be one of {', '.join(TenantStatus)}"
        raise InvalidInput("A query parameter is not valid.", [Fault("status", "tenant_status", message)])
    return Listing(
        status=None if status is None else TenantStatus(status),
        owner_email=request.query.get("ownerEmail"),
        limit=page_limit(request),
        cursor=request.query.get("cursor"),
    )
