import { afterEach, describe, expect, test, vi } from "vitest";
import { challengeOf, hostedSignIn } from "../src/auth/hosted.ts";

const SETTINGS = { mode: "hosted", domain: "https://login.example", clientId: "client" } as const;

/** A tab of a browser, as far as signing in sees it. */
function tab(hash = "#/s/1") {
  const kept = new Map<string, string>();
  const left: URL[] = [];
  const location = {
    origin: "https://page.example",
    hash,
    search: "",
    assign: (url: string) => left.push(new URL(url)),
  };
  const shown: string[] = [];
  const window = {
    location,
    history: { replaceState: (_: unknown, __: string, url: string) => shown.push(url) },
    sessionStorage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    },
  } as unknown as Window;
  return { window, location, left, shown, kept };
}

/** The user pool's token endpoint; keeps what it was sent. */
function tokenEndpoint(nonce: () => string, status = 200) {
  const sent: URLSearchParams[] = [];
  vi.stubGlobal("fetch", async (_: string, request: RequestInit) => {
    sent.push(new URLSearchParams(String(request.body)));
    const payload = btoa(JSON.stringify({ email: "ada@acme.example", nonce: nonce() }));
    const reply = { id_token: `x.${payload}.x`, refresh_token: "refresh", expires_in: 3600 };
    return new Response(JSON.stringify(reply), { status });
  });
  return sent;
}

/** Leaves for the sign-in pages, and comes back with a code. */
async function journey(back: (asked: URLSearchParams) => string, nonce?: string) {
  const browser = tab();
  const hosted = hostedSignIn(SETTINGS, browser.window, () => 0);
  await hosted.leave();
  const asked = browser.left[0]?.searchParams ?? new URLSearchParams();
  const sent = tokenEndpoint(() => nonce ?? asked.get("nonce") ?? "");
  browser.location.search = back(asked);
  return { ...browser, asked, sent, arrive: hosted.arrive };
}

afterEach(() => vi.unstubAllGlobals());

describe("signing in on the pool's pages", () => {
  test("asks for a code with a challenge that only this tab can meet", async () => {
    const { asked, sent, arrive } = await journey((given) => `?code=abc&state=${given.get("state")}`);
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: "code",
      client_id: "client",
      redirect_uri: "https://page.example/",
      code_challenge_method: "S256",
    });
    expect(await arrive()).toMatchObject({ refreshToken: "refresh", expiresAt: 3_600_000 });
    const verifier = sent[0]?.get("code_verifier") ?? "";
    expect(await challengeOf(verifier)).toBe(asked.get("code_challenge"));
  });

  test("ends where the user was, with nothing of it in the address or the tab", async () => {
    const { arrive, shown, kept } = await journey((given) => `?code=abc&state=${given.get("state")}`);
    await arrive();
    expect(shown).toEqual(["/#/s/1"]);
    expect(kept.size).toBe(0);
  });

  test.each([
    ["a state of somebody else's", () => "?code=abc&state=other"],
    ["no code, but an error", (given: URLSearchParams) => `?error=access_denied&state=${given.get("state")}`],
  ])("with %s is refused, and no token is asked for", async (_, back) => {
    const { arrive, sent } = await journey(back);
    await expect(arrive()).rejects.toThrow();
    expect(sent).toEqual([]);
  });

  test("with a token made for another sign-in is refused", async () => {
    const { arrive } = await journey((given) => `?code=abc&state=${given.get("state")}`, "another");
    await expect(arrive()).rejects.toThrow("nonce");
  });

  test("is no return when there is no code in the address", async () => {
    expect(await hostedSignIn(SETTINGS, tab().window).arrive()).toBeNull();
  });
});

test.each([
  [429, { refusal: "too_many" }],
  [400, { refusal: "wrong" }],
  [503, { late: false }],
])("a renewal that is answered %i tells why", async (status, failure) => {
  tokenEndpoint(() => "", status);
  await expect(hostedSignIn(SETTINGS, tab().window, () => 0).refresh("refresh")).rejects.toMatchObject(failure);
});

test("signing out leaves for the pool's own sign-out", () => {
  const browser = tab();
  hostedSignIn(SETTINGS, browser.window).leaveForGood();
  expect(browser.left[0]?.href).toBe(
    "https://login.example/logout?client_id=client&logout_uri=https%3A%2F%2Fpage.example%2F",
  );
});
