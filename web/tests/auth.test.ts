import { describe, expect, test } from "vitest";
import { SignedOut, Unreachable } from "../src/api/failures.ts";
import { createAuth, type Provider } from "../src/auth/auth.ts";
import { challengeOf } from "../src/auth/hosted.ts";
import { SignInRefused } from "../src/auth/password.ts";
import type { Keep, TokenSet } from "../src/auth/tokens.ts";

const HOUR = 3_600_000;

function idToken(email: string, count: number): string {
  const part = (value: object) => btoa(JSON.stringify(value)).replaceAll("=", "");
  return `${part({})}.${part({ email, count })}.signature`;
}

/** A user pool that refreshes as told, in a tab that remembers `kept`. */
function pool(kept: string | null, refusal?: Error) {
  let now = 0;
  let count = 0;
  const revoked: string[] = [];
  const provider: Provider = {
    async refresh(refreshToken): Promise<TokenSet> {
      count += 1;
      if (refusal) throw refusal;
      return { idToken: idToken("ada@acme.example", count), refreshToken, expiresAt: now + HOUR };
    },
    async revoke(refreshToken) {
      revoked.push(refreshToken);
    },
  };
  const keep: Keep = { read: () => kept, write: (token) => (kept = token) };
  const auth = createAuth(provider, keep, () => now);
  return {
    auth,
    revoked,
    kept: () => kept,
    refreshes: () => count,
    fail: (failure: Error) => (refusal = failure),
    pass: (milliseconds: number) => (now += milliseconds),
  };
}

describe("a tab that is loaded again", () => {
  test("takes up where it was", async () => {
    const { auth } = pool("refresh");
    await auth.start();
    expect(auth.state.get()).toEqual({ phase: "signed_in", email: "ada@acme.example" });
  });

  test("without a refresh token asks to sign in", async () => {
    const { auth, refreshes } = pool(null);
    await auth.start();
    expect(auth.state.get()).toEqual({ phase: "signed_out", why: "new" });
    expect(refreshes()).toBe(0);
  });

  test("keeps its refresh token when nobody can be reached", async () => {
    const { auth, kept } = pool("refresh", new Unreachable(false));
    await auth.start();
    expect(auth.state.get()).toEqual({ phase: "signed_out", why: "failed" });
    expect(kept()).toBe("refresh");
  });
});

describe("a token", () => {
  test("is used until shortly before it ends, then renewed", async () => {
    const { auth, pass, refreshes } = pool("refresh");
    const first = await auth.token();
    pass(HOUR / 2);
    expect(await auth.token()).toBe(first);
    pass(HOUR / 2 - 1000);
    expect(await auth.token()).not.toBe(first);
    expect(refreshes()).toBe(2);
  });

  test("is renewed once for many calls at a time", async () => {
    const { auth, refreshes } = pool("refresh");
    const tokens = await Promise.all([auth.token(), auth.token(), auth.token()]);
    expect(new Set(tokens).size).toBe(1);
    expect(refreshes()).toBe(1);
  });

  test("that another call renewed meanwhile is not renewed again", async () => {
    const { auth, refreshes } = pool("refresh");
    const first = await auth.token();
    const second = await auth.renew(first);
    expect(await auth.renew(first)).toBe(second);
    expect(refreshes()).toBe(2);
  });

  test("that cannot be renewed signs out, and forgets", async () => {
    const { auth, kept } = pool("refresh", new SignInRefused("wrong", "Refresh Token has expired"));
    await expect(auth.token()).rejects.toThrow(SignedOut);
    expect(auth.state.get()).toEqual({ phase: "signed_out", why: "expired" });
    expect(kept()).toBeNull();
  });
});

test("signing out revokes the refresh token and keeps nothing", async () => {
  const { auth, revoked, kept } = pool("refresh");
  await auth.start();
  await auth.signOut();
  expect(revoked).toEqual(["refresh"]);
  expect(kept()).toBeNull();
  expect(auth.state.get()).toEqual({ phase: "signed_out", why: "left" });
});

test("the PKCE challenge is the one of RFC 7636, appendix B", async () => {
  expect(await challengeOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")).toBe(
    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
  );
});

test.each([
  ["is told to wait", new SignInRefused("too_many", "Rate exceeded")],
  ["reaches nobody", new Unreachable(false)],
])("a renewal that %s leaves its user signed in", async (_, failure) => {
  const { auth, kept, pass, fail } = pool("refresh");
  await auth.start();
  pass(HOUR);
  fail(failure);
  await expect(auth.token()).rejects.toThrow(Unreachable);
  expect(auth.state.get()).toMatchObject({ phase: "signed_in" });
  expect(kept()).toBe("refresh");
});

describe("a renewal that ends after its user has left", () => {
  const tokens = (email: string): TokenSet => ({ idToken: idToken(email, 1), refreshToken: email, expiresAt: HOUR });

  /** A tab of Ada's whose renewal waits, until it is told what it gave. */
  function waiting() {
    let kept: string | null = "ada@acme.example";
    let settle: (end: Promise<TokenSet>) => void = () => undefined;
    const provider: Provider = {
      refresh: () => new Promise((resolve) => (settle = resolve)),
      revoke: async () => undefined,
    };
    const auth = createAuth(provider, { read: () => kept, write: (token) => (kept = token) }, () => 0);
    return { auth, kept: () => kept, settle: (end: Promise<TokenSet>) => settle(end) };
  }

  test("does not sign them in again", async () => {
    const { auth, kept, settle } = waiting();
    const renewed = auth.token();
    await auth.signOut();
    settle(Promise.resolve(tokens("ada@acme.example")));
    await expect(renewed).rejects.toThrow(SignedOut);
    expect(auth.state.get()).toEqual({ phase: "signed_out", why: "left" });
    expect(kept()).toBeNull();
  });

  test.each([
    ["gives tokens", () => Promise.resolve(tokens("ada@acme.example"))],
    ["is refused", () => Promise.reject(new SignInRefused("wrong", "revoked"))],
  ])("and %s changes nothing for who came after", async (_, end) => {
    const { auth, kept, settle } = waiting();
    const renewed = auth.token();
    await auth.signOut();
    const [visit, next] = [auth.visit(), tokens("bob@other.example")];
    auth.accept(next);
    settle(end());
    await expect(renewed).rejects.toThrow(SignedOut);
    expect(await auth.token()).toBe(next.idToken);
    expect(kept()).toBe("bob@other.example");
    expect(auth.state.get()).toEqual({ phase: "signed_in", email: "bob@other.example" });
    expect(auth.visit()).not.toBe(visit);
  });
});

test("a call that comes late does not forget why its user is signed out", async () => {
  const { auth } = pool("refresh");
  await auth.start();
  await auth.signOut();
  await expect(auth.token()).rejects.toThrow(SignedOut);
  expect(auth.state.get()).toEqual({ phase: "signed_out", why: "left" });
});

test("a renewed token is of the same visit", async () => {
  const { auth } = pool("refresh");
  await auth.start();
  const visit = auth.visit();
  await auth.renew(await auth.token());
  expect(auth.visit()).toBe(visit);
});
