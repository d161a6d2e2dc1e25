"""Tokens that are not what they say: the authorizer refuses them all, before any function runs.

Two kinds pass the emulator's authorizer and are refused by our code: access tokens, on AWS too, and refresh tokens,
which no authorizer of AWS can read.
"""

import json
import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from salestalk import names
from salestalk_cli.local.installation import User
from salestalk_cli.local.users import new_password
from tests.attack.calls import call_of, for_administrators, for_users, guarded
from tests.attack.model import Attempt, Layer, Seen, attempt
from tests.attack.scene import Party, Route, Scene, tokens_of
from tests.attack.signing import Key, Token, decoded, encoded, read_key
from tests.attack.wire import judged

FLIPS: Final = 8
"""Of each part of a token, on each route."""
STRANGE_CLAIMS: Final = (
    *(
        "*",
        "?",
        "%",
        "../x",
        "ACME",
        "-a",
        "a" * 65,
        "a b",
        "nobody-here",
        "null",
        "a\n",
        "${aws:PrincipalTag/tenantId}",
    ),
)


@dataclass(frozen=True, slots=True)
class Forger:
    """Makes tokens from the attacker's own."""

    scene: Scene
    key: Key
    foreign_key: Key
    foreign_token: str
    other_audience: str

    @classmethod
    @cache
    def of(cls, scene: Scene) -> "Forger":
        """With the keys of our pool and of another one, in which the attacker is a user of a victim's."""
        aws, connection, victim = scene.platform.aws, scene.platform.connection, scene.victims[0]
        cognito = aws.client("cognito-idp")
        flows = ["ALLOW_USER_PASSWORD_AUTH"]
        second = cognito.create_user_pool_client(
            UserPoolId=connection.user_pool_id, ClientName="second", ExplicitAuthFlows=flows
        )["UserPoolClient"]["ClientId"]
        pool, client = _foreign_pool(cognito, flows)
        mallory = User(victim.tenant_id, "mallory@elsewhere.example", new_password())
        _add_user(cognito, pool, mallory)
        foreign = tokens_of(scene.platform, mallory, client)["IdToken"]
        keys = scene.platform.installation.state / "state" / "cognito-pool-keys"
        own, other = (read_key((keys / f"{each}-id.pem").read_text()) for each in (connection.user_pool_id, pool))
        audience = tokens_of(scene.platform, scene.attacker.tenant.user, second)["IdToken"]
        return cls(scene, own, other, foreign, audience)

    @property
    def token(self) -> Token:
        """The attacker's own, taken apart."""
        return Token.read(self.scene.attacker.token)

    def without_signature(self) -> Iterator[tuple[str, str]]:
        """Unsigned, or signed with what anybody knows."""
        token = self._as_victim
        for name in ("none", "None", "NONE", "nOnE", ""):
            unsigned = token.with_header(alg=name)
            yield f"alg {name!r}, no signature", unsigned.text.rpartition(".")[0] + "."
            yield f"alg {name!r}, the old signature", unsigned.text
        public = self.key.modulus.to_bytes(256, "big")
        for secret in (b"", b"secret", public, encoded(public).encode()):
            for kind in ("HS256", "HS512"):
                yield f"{kind} with {secret[:6]!r}", token.with_header(alg=kind).signed_with_text(secret)

    def with_foreign_keys(self) -> Iterator[tuple[str, str]]:
        """Well signed by somebody else, who is named where a header can name a key."""
        token = self._as_victim
        yield "another pool's token", self.foreign_token
        yield "another pool's key", token.signed(self.foreign_key)
        foreign = Token.read(self.foreign_token)
        yield "another pool's key and key id", Token(foreign.header, token.claims, b"").signed(self.foreign_key)
        yield (
            "another pool's token that names our issuer",
            foreign.with_claims(iss=token.claims["iss"], aud=token.claims["aud"]).signed(self.foreign_key),
        )
        jwk = {"kty": "RSA", "n": encoded(self.foreign_key.modulus.to_bytes(256, "big")), "e": "AQAB"}
        for name, value in (
            ("jwk", jwk),
            ("jku", "http://localhost/jwks.json"),
            ("x5u", "http://localhost/key.pem"),
            ("kid", "../../dev/null"),
            ("kid", "' OR 1=1 --"),
            ("kid", ""),
        ):
            yield f"header {name} {value!r:.30}", token.with_header(**{name: value}).signed(self.foreign_key)

    def right_but_for_one_claim(self) -> Iterator[tuple[str, str]]:
        """Signed with the pool's own key: only one claim is wrong."""
        token = self.token
        now = int(token.claims["iat"])
        issuer, audience = str(token.claims["iss"]), str(token.claims["aud"])
        foreign = str(Token.read(self.foreign_token).claims["iss"])
        for seconds in (1, 60, 3_600, 86_400 * 365):
            yield f"expired {seconds} s ago", token.with_claims(exp=now - seconds).signed(self.key)
            yield f"valid in a day and {seconds} s", token.with_claims(nbf=now + 86_400 + seconds).signed(self.key)
        for name in (foreign, issuer + "/", issuer.upper(), issuer.replace("https", "http"), issuer[:-1], "", [issuer]):
            yield f"issuer {name!r:.80}", token.with_claims(iss=name).signed(self.key)
        for name in ("somebody", audience.upper(), audience[:-1], f"{audience} ", "", [], ["somebody"], "*"):
            yield f"audience {name!r:.60}", token.with_claims(aud=name).signed(self.key)
        yield "another client of our pool", self.other_audience

    def tampered(self, rng: random.Random) -> Iterator[tuple[str, str]]:
        """Changed after it was signed: claims one by one, and bytes anywhere."""
        token = self.token
        for victim in self.scene.all_victims:
            yield f"tenant {victim.tenant_id}", token.with_claims(**{names.TENANT_CLAIM: victim.tenant_id}).text
            other = Token.read(victim.token)
            yield f"the claims of {victim.tenant_id}", Token(token.header, other.claims, token.signature).text
            yield f"the signature of {victim.tenant_id}", Token(token.header, token.claims, other.signature).text
        for name, value in (
            (names.GROUPS_CLAIM, [names.ADMIN_GROUP]),
            ("exp", token.claims["exp"] + 86_400 * 365),
            ("sub", "somebody-else"),
            ("token_use", "access"),
            ("iat", 1),
            ("email", "owner@example.com"),
        ):
            yield f"claim {name}", token.with_claims(**{name: value}).text
        for part in range(3):
            for _ in range(FLIPS):
                yield self._flipped(part, rng)

    def broken(self) -> Iterator[tuple[str, str | None]]:
        """No tokens at all."""
        head, claims, signature = self.scene.attacker.token.split(".")
        yield "no token", None
        yield from (
            ("empty", ""),
            ("a word", "garbage"),
            ("two dots", ".."),
            ("no signature", f"{head}.{claims}."),
            ("two parts", f"{head}.{claims}"),
            ("four parts", f"{head}.{claims}.{signature}.{signature}"),
            ("cut short", f"{head}.{claims}.{signature[:-8]}"),
            ("parts swapped", f"{claims}.{head}.{signature}"),
            ("the word null", "null"),
            ("JSON", json.dumps({names.TENANT_CLAIM: self.scene.victims[0].tenant_id})),
            ("claims alone", claims),
        )

    @property
    def _as_victim(self) -> Token:
        return self.token.with_claims(**{names.TENANT_CLAIM: self.scene.victims[0].tenant_id})

    def _flipped(self, part: int, rng: random.Random) -> tuple[str, str]:
        """One byte of a part changed; not of its text, whose last character may hold bits that mean nothing."""
        pieces = self.scene.attacker.token.split(".")
        data = bytearray(decoded(pieces[part]))
        place, mask = rng.randrange(len(data)), rng.randrange(1, 256)
        data[place] ^= mask
        pieces[part] = encoded(bytes(data))
        return f"byte {place} of part {part}", ".".join(pieces)


def _foreign_pool(cognito: Any, flows: list[str]) -> tuple[str, str]:
    schema = [{"Name": names.TENANT_ATTRIBUTE, "AttributeDataType": "String", "Mutable": True}]
    pool = cognito.create_user_pool(PoolName=f"elsewhere-{uuid.uuid4()}", Schema=schema)["UserPool"]["Id"]
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="app", ExplicitAuthFlows=flows)
    return str(pool), str(client["UserPoolClient"]["ClientId"])


def _add_user(cognito: Any, pool: str, user: User) -> None:
    attributes = [{"Name": names.TENANT_CLAIM, "Value": user.tenant_id}]
    cognito.admin_create_user(UserPoolId=pool, Username=user.email, UserAttributes=attributes, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username=user.email, Password=user.password, Permanent=True)


def forged(scene: Scene, rng: random.Random) -> Iterator[Attempt]:
    """Every forgery on every route that wants a token."""
    forger = Forger.of(scene)
    for route in guarded(scene):
        kinds = (
            forger.broken(),
            forger.without_signature(),
            forger.with_foreign_keys(),
            forger.right_but_for_one_claim(),
            forger.tampered(rng),
        )
        for kind in kinds:
            for name, token in kind:
                yield attempt(f"{route.key}: {name}", _sent(scene, route, token), Layer.AUTHORIZER)


def misused(scene: Scene, _: random.Random) -> Iterator[Attempt]:
    """Good tokens of the wrong kind, and well-signed ones that name no tenant of ours: our code refuses."""
    forger = Forger.of(scene)
    tokens = [*_of_kinds(("AccessToken", "RefreshToken"), (scene.attacker, *scene.victims))]
    endings = [f"{victim.tenant_id}{end}" for victim in scene.victims for end in ("*", "/", " ")]
    for name in (*STRANGE_CLAIMS, *endings, None):
        claims = {names.TENANT_CLAIM: name}
        tokens.append((f"tenant {name!r}", forger.token.with_claims(**claims).signed(forger.key)))
    for route in for_users(scene):
        for name, text in tokens:
            yield attempt(f"{route.key}: {name}", _sent(scene, route, text), Layer.CODE)


def not_an_administrator(scene: Scene, _: random.Random) -> Iterator[Attempt]:
    """Users of tenants, whatever their groups are called, at the calls that only administrators may make."""
    forger, admin = Forger.of(scene), names.ADMIN_GROUP
    tokens = [*_of_kinds(("IdToken", "AccessToken", "RefreshToken"), (scene.attacker, *scene.all_victims))]
    tokens += [(f"{kind} of an administrator", scene.admin[kind]) for kind in ("AccessToken", "RefreshToken")]
    for groups in ([f"x{admin}"], [f"{admin}s"], [admin.upper()], [f"{admin}_"], ["platform", "admin"], []):
        claims = {names.GROUPS_CLAIM: groups}
        tokens.append((f"groups {groups}", forger.token.with_claims(**claims).signed(forger.key)))
    for route in for_administrators(scene):
        for party in (scene.attacker, *scene.victims):
            for name, text in tokens:
                made = _sent(scene, route, text, about=party)
                yield attempt(f"{route.key} of {party.tenant_id}: {name}", made, Layer.CODE)


def _of_kinds(kinds: Sequence[str], parties: Sequence[Party]) -> Iterator[tuple[str, str]]:
    for party in parties:
        for kind in kinds:
            yield f"{kind} of {party.tenant_id}", party.tokens[kind]


def _sent(scene: Scene, route: Route, token: str | None, about: Party | None = None) -> Callable[[], Seen]:
    call = call_of(route, about or scene.victims[0])
    return lambda: judged(call.send(scene.wire, token), scene.attacker.tenant_id)
