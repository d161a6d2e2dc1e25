"""The calls of users about each other's answers. Few are made: what only they need is loaded by the first one."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from chat_handler.answers import answer_body
from chat_handler.history import NO_MESSAGE
from runtime.http import Request, Response, Route, idempotency_key
from runtime.parameters import known_id, only_known, page_limit
from salestalk.contracts.base import Uuid, parse
from salestalk.values import frozen

if TYPE_CHECKING:
    from salestalk.contracts.colleagues import Person, Share
    from salestalk.contracts.tenant import Tenant
    from salestalk.conversation.colleagues import Actor, Colleagues

NO_SHARE: Final = "There is no such share."
MAX_NAME: Final = 256


@frozen
class ColleagueRoutes:
    """The routes over what users of a tenant do with each other's answers, by its id and a deadline."""

    open: "Callable[[str, float], Colleagues]"

    @property
    def table(self) -> Mapping[str, Route]:
        """Each route by its key, as the HTTP API names it."""
        return {
            "PUT /messages/{id}/pin": self.pin,
            "DELETE /messages/{id}/pin": self.unpin,
            "GET /pins": self.pins,
            "POST /messages/{id}/share": self.share,
            "GET /shares/{id}": self.shared,
            "DELETE /shares/{id}": self.unshare,
            "POST /messages/{id}/comments": self.comment,
            "GET /messages/{id}/comments": self.comments,
            "DELETE /messages/{id}/comments/{commentId}": self.uncomment,
        }

    def pin(self, request: Request) -> Response:
        """`PUT /messages/{id}/pin`."""
        from salestalk.contracts.colleagues import PinRequest  # noqa: PLC0415 - most calls do not need it

        message_id = _message_id(request)
        said = parse(PinRequest, request.json() if request.body.strip() else {}, title="The pin is not valid.")
        among, actor = self._opened(request)
        pin = among.pin(message_id, said.note, actor)
        return Response(pin.as_item(), log={"messageId": message_id})

    def unpin(self, request: Request) -> Response:
        """`DELETE /messages/{id}/pin`."""
        message_id = _message_id(request)
        among, actor = self._opened(request)
        return _removal(among.unpin(message_id, actor), messageId=message_id)

    def pins(self, request: Request) -> Response:
        """`GET /pins`."""
        from salestalk.contracts.colleagues import PinList  # noqa: PLC0415 - most calls do not need it

        only_known(request, "limit", "cursor")
        limit = page_limit(request)
        among, _ = self._opened(request)
        page = among.pins(limit=limit, cursor=request.query.get("cursor"))
        return Response(PinList(pins=page.items, next_cursor=page.next_cursor).as_item())

    def share(self, request: Request) -> Response:
        """`POST /messages/{id}/share`: 201 for a new share, 200 for the one that this user made before."""
        from salestalk.contracts.colleagues import ShareLink, ShareRequest  # noqa: PLC0415 - most calls do not need it

        message_id = _message_id(request)
        parse(ShareRequest, request.json() if request.body.strip() else {}, title="The request is not valid.")
        among, actor = self._opened(request)
        share, is_new = among.share(message_id, actor)
        return Response(ShareLink(**_link(share)).as_item(), 201 if is_new else 200, log={"messageId": message_id})

    def shared(self, request: Request) -> Response:
        """`GET /shares/{id}`."""
        from salestalk.contracts.colleagues import SharedAnswer  # noqa: PLC0415 - most calls do not need it

        share_id = _share_id(request)
        among, _ = self._opened(request)
        share, answer = among.shared(share_id)
        told = SharedAnswer(**_link(share), question=share.question, asked_at=share.asked_at, answer=answer)
        return Response({**told.as_item(), "answer": answer_body(answer)}, log={"messageId": share.message_id})

    def unshare(self, request: Request) -> Response:
        """`DELETE /shares/{id}`."""
        share_id = _share_id(request)
        among, actor = self._opened(request)
        return _removal(among.unshare(share_id, actor))

    def comment(self, request: Request) -> Response:
        """`POST /messages/{id}/comments`: 201, or 200 for one that came before with the same key."""
        from salestalk.contracts.colleagues import CommentRequest  # noqa: PLC0415 - most calls do not need it

        message_id = _message_id(request)
        said = parse(CommentRequest, request.json(), title="The comment is not valid.")
        among, actor = self._opened(request)
        comment, is_new = among.comment(message_id, said.text, actor, once=idempotency_key(request))
        log = {"messageId": message_id, "commentId": comment.comment_id}
        return Response(comment.as_item(), 201 if is_new else 200, log=log)

    def comments(self, request: Request) -> Response:
        """`GET /messages/{id}/comments`."""
        from salestalk.contracts.colleagues import CommentList  # noqa: PLC0415 - most calls do not need it

        message_id = _message_id(request)
        among, _ = self._opened(request)
        found = among.comments(message_id)
        return Response(CommentList(message_id=message_id, is_open=found.is_open, comments=found.items).as_item())

    def uncomment(self, request: Request) -> Response:
        """`DELETE /messages/{id}/comments/{commentId}`."""
        message_id = _message_id(request)
        comment_id = known_id(Uuid, request.path["commentId"], "There is no such comment.")
        among, actor = self._opened(request)
        return _removal(among.uncomment(message_id, comment_id, actor), messageId=message_id, commentId=comment_id)

    def _opened(self, request: Request) -> "tuple[Colleagues, Actor]":
        among = self.open(request.caller().tenant_id, request.deadline)
        return among, actor_of(request, among.tenant)


def actor_of(request: Request, tenant: "Tenant") -> "Actor":
    """The caller as colleagues know them; the owner is whose verified address the registry names."""
    from salestalk.conversation.colleagues import Actor  # noqa: PLC0415 - most calls do not need it

    return Actor(_person(request), is_owner(request, tenant))


def is_owner(request: Request, tenant: "Tenant") -> bool:
    """Whether the caller is the tenant's owner."""
    is_verified = str(request.claims.get("email_verified")).lower() == "true"
    return is_verified and str(request.claims.get("email")).casefold() == tenant.owner_email.casefold()


def _person(request: Request) -> "Person":
    """By e-mail address, which users cannot change; a token without one has perhaps a name."""
    from salestalk.contracts.colleagues import Person  # noqa: PLC0415 - most calls do not need it

    user_id = request.caller().user_id
    name = str(request.claims.get("email") or request.claims.get("name") or user_id)
    return Person(user_id=user_id, name=" ".join(name.split())[:MAX_NAME])


def _message_id(request: Request) -> str:
    only_known(request)
    return known_id(Uuid, request.path["id"], NO_MESSAGE)


def _share_id(request: Request) -> str:
    only_known(request)
    return known_id(Uuid, request.path["id"], NO_SHARE)


def _link(share: "Share") -> dict[str, Any]:
    return {
        "share_id": share.share_id,
        "path": f"/shares/{share.share_id}",
        "message_id": share.message_id,
        "shared_by": share.shared_by,
        "shared_at": share.shared_at,
    }


def _removal(removed: bool, **log: Any) -> Response:
    from salestalk.contracts.colleagues import Removal  # noqa: PLC0415 - most calls do not need it

    return Response(Removal(removed=removed).as_item(), log={**log, "removed": removed})
