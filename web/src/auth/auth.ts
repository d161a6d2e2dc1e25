import type { Tokens } from "../api/client.ts";
import { SignedOut, Unreachable } from "../api/failures.ts";
import { createStore, type Store } from "../lib/store.ts";
import { SignInRefused } from "./password.ts";
import { claimsOf, type Keep, type TokenSet } from "./tokens.ts";

export type AuthState =
  | { phase: "starting" }
  | { phase: "signed_out"; why: "new" | "expired" | "left" | "failed" }
  | { phase: "signed_in"; email: string };

/** How tokens are got; what differs between the local platform and AWS. */
export interface Provider {
  /** Tokens of a return from elsewhere, if this is one. */
  arrive?(): Promise<TokenSet | null>;
  refresh(refreshToken: string): Promise<TokenSet>;
  revoke(refreshToken: string): Promise<void>;
  leaveForGood?(): void;
}

export interface Auth extends Tokens {
  state: Store<AuthState>;
  /** Takes up where the tab was before it was loaded again. */
  start(): Promise<void>;
  accept(tokens: TokenSet): void;
  signOut(): Promise<void>;
}

/** A token is renewed this long before it ends, so that none ends on its way. */
const MARGIN_MS = 60_000;

export function createAuth(provider: Provider, keep: Keep, now: () => number = Date.now): Auth {
  const state = createStore<AuthState>({ phase: "starting" });
  let tokens: TokenSet | null = null;
  let renewing: Promise<string> | null = null;
  let visit = 0;

  /** Whoever signs in or out: what was begun for the one before ends. */
  function turn(): void {
    visit++;
    renewing = null;
  }

  function accept(fresh: TokenSet): void {
    tokens = fresh;
    keep.write(fresh.refreshToken);
    const email = claimsOf(fresh.idToken).email ?? "";
    if (state.get().phase !== "signed_in") state.set({ phase: "signed_in", email });
  }

  function forget(why: "new" | "expired" | "left" | "failed"): void {
    turn();
    tokens = null;
    keep.write(null);
    state.set({ phase: "signed_out", why });
  }

  /** New tokens, asked for once however many calls need them. Rejects with `SignedOut` or `Unreachable`. */
  function renewed(): Promise<string> {
    if (renewing !== null) return renewing;
    const mine = refresh(visit).finally(() => {
      if (renewing === mine) renewing = null;
    });
    renewing = mine;
    return mine;
  }

  async function refresh(of: number): Promise<string> {
    const refreshToken = keep.read();
    try {
      if (refreshToken === null) throw new SignInRefused("wrong", "No refresh token");
      const fresh = await provider.refresh(refreshToken);
      if (of !== visit) throw new SignedOut();
      accept(fresh);
      return fresh.idToken;
    } catch (failure) {
      if (of !== visit) throw new SignedOut();
      if (!(failure instanceof SignInRefused)) throw failure;
      if (failure.refusal === "too_many") throw new Unreachable(false); // it says nothing of this token
      if (state.get().phase !== "signed_out") forget(refreshToken === null ? "new" : "expired");
      throw new SignedOut();
    }
  }

  return {
    state,
    visit: () => visit,
    accept(fresh) {
      turn();
      accept(fresh);
    },
    async start() {
      try {
        const arrived = await provider.arrive?.();
        if (arrived) accept(arrived);
        else await renewed();
      } catch (failure) {
        if (failure instanceof SignInRefused) forget("failed");
        else if (failure instanceof Unreachable) state.set({ phase: "signed_out", why: "failed" });
        else if (!(failure instanceof SignedOut)) throw failure;
      }
    },
    async token() {
      return tokens !== null && tokens.expiresAt - MARGIN_MS > now() ? tokens.idToken : renewed();
    },
    async renew(refused) {
      return tokens !== null && tokens.idToken !== refused ? tokens.idToken : renewed();
    },
    async signOut() {
      const refreshToken = keep.read();
      forget("left");
      if (refreshToken !== null) await provider.revoke(refreshToken).catch(() => undefined); // it ends by itself too
      provider.leaveForGood?.();
    },
  };
}
