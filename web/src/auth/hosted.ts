import { Unreachable } from "../api/failures.ts";
import type { HostedSignIn } from "../config.ts";
import { SignInRefused } from "./password.ts";
import { claimsOf, type TokenSet, tokenSet } from "./tokens.ts";

/** What is kept in the tab between leaving for the sign-in pages and coming back. */
interface Errand {
  state: string;
  nonce: string;
  verifier: string;
  /** Where the user was: the route in the address. */
  hash: string;
}

const KEY = "salestalk.errand";
const SCOPES = "openid email";

/** Authorization code with PKCE against the user pool's own pages. */
export function hostedSignIn(settings: HostedSignIn, tab: Window = window, now: () => number = Date.now) {
  const redirect = `${tab.location.origin}/`;
  return {
    /** Leaves the page. */
    async leave(): Promise<void> {
      const errand: Errand = { state: random(), nonce: random(), verifier: random(), hash: tab.location.hash };
      tab.sessionStorage.setItem(KEY, JSON.stringify(errand));
      tab.location.assign(`${settings.domain}/oauth2/authorize?${await authorization(settings, redirect, errand)}`);
    },
    /** The tokens of a return from the sign-in pages; null when this is none. */
    async arrive(): Promise<TokenSet | null> {
      const given = new URLSearchParams(tab.location.search);
      if (!given.has("state") || !(given.has("code") || given.has("error"))) return null;
      const errand = takeErrand(tab, given.get("state"));
      const code = given.get("code");
      if (errand === null || code === null) throw new SignInRefused("other", given.get("error") ?? "not asked for");
      const body = { grant_type: "authorization_code", code, code_verifier: errand.verifier, redirect_uri: redirect };
      const tokens = await tokensFrom(settings, body, null, now());
      if (claimsOf(tokens.idToken).nonce !== errand.nonce) throw new SignInRefused("other", "nonce");
      return tokens;
    },
    refresh: (refreshToken: string): Promise<TokenSet> =>
      tokensFrom(settings, { grant_type: "refresh_token", refresh_token: refreshToken }, refreshToken, now()),
    async revoke(refreshToken: string): Promise<void> {
      const body = new URLSearchParams({ token: refreshToken, client_id: settings.clientId });
      await fetch(`${settings.domain}/oauth2/revoke`, { method: "POST", body });
    },
    /** Ends the sign-in pages' own session too, or the next visit would sign in silently. Leaves the page. */
    leaveForGood(): void {
      const query = new URLSearchParams({ client_id: settings.clientId, logout_uri: redirect });
      tab.location.assign(`${settings.domain}/logout?${query}`);
    },
  };
}

/** Takes code and state out of the address, and back to where the user was. */
function takeErrand(tab: Window, state: string | null): Errand | null {
  const kept = tab.sessionStorage.getItem(KEY);
  tab.sessionStorage.removeItem(KEY);
  const errand = kept === null ? null : (JSON.parse(kept) as Errand);
  tab.history.replaceState(null, "", `/${errand?.hash ?? ""}`);
  return errand?.state === state ? errand : null;
}

async function authorization(settings: HostedSignIn, redirect: string, errand: Errand): Promise<URLSearchParams> {
  return new URLSearchParams({
    response_type: "code",
    client_id: settings.clientId,
    redirect_uri: redirect,
    scope: SCOPES,
    state: errand.state,
    nonce: errand.nonce,
    code_challenge: await challengeOf(errand.verifier),
    code_challenge_method: "S256",
  });
}

interface Reply {
  id_token: string;
  refresh_token?: string;
  expires_in: number;
}

async function tokensFrom(
  settings: HostedSignIn,
  body: Record<string, string>,
  refreshToken: string | null,
  now: number,
): Promise<TokenSet> {
  const form = new URLSearchParams({ ...body, client_id: settings.clientId });
  const signal = AbortSignal.timeout(15_000);
  const response = await fetch(`${settings.domain}/oauth2/token`, { method: "POST", body: form, signal }).catch(() => {
    throw new Unreachable(signal.aborted);
  });
  if (response.status >= 500) throw new Unreachable(false);
  if (response.status === 429) throw new SignInRefused("too_many", "Status 429");
  if (!response.ok) throw new SignInRefused("wrong", `Status ${response.status}`);
  const reply = (await response.json()) as Reply;
  return tokenSet(reply.id_token, reply.refresh_token ?? refreshToken, reply.expires_in, now);
}

function random(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

/** The S256 challenge of a PKCE verifier (RFC 7636). */
export async function challengeOf(verifier: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
