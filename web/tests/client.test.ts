import { describe, expect, test } from "vitest";
import { type Call, createClient } from "../src/api/client.ts";
import { ApiProblem, SignedOut, Unreachable } from "../src/api/failures.ts";

type Step = Response | "cut" | "other user";

const OK = () => new Response('{"fine": true}');
const status = (code: number, headers: Record<string, string> = {}, body = "{}") =>
  new Response(body, { status: code, headers });

/** A service that answers as told, and what it was sent. */
function service(...steps: Step[]) {
  let visit = 1;
  const sent: { url: string; request: RequestInit }[] = [];
  const waits: number[] = [];
  const renewals: string[] = [];
  const client = createClient({
    base: "/api",
    tokens: {
      visit: () => visit,
      token: async () => (visit === 1 ? "first" : "another user's"),
      renew: async (refused) => {
        renewals.push(refused);
        return "second";
      },
    },
    fetch: async (url, request) => {
      sent.push({ url: String(url), request: request ?? {} });
      const step = steps[sent.length - 1] ?? OK();
      if (step === "other user") visit += 1;
      if (typeof step === "string") throw new TypeError("Failed to fetch");
      return step;
    },
    wait: async (milliseconds) => {
      waits.push(milliseconds);
    },
  });
  return { client, sent, waits, renewals };
}

const READ: Call = { method: "GET", path: "/metrics", query: { cursor: undefined, limit: 5 } };
const ASK: Call = { method: "POST", path: "/chat", body: { message: "revenue?" }, idempotencyKey: "key" };
const header = (sent: { request: RequestInit }[], place: number, name: string) =>
  new Headers(sent[place]?.request.headers).get(name);

describe("a call", () => {
  test("is sent with the token and the query that is given", async () => {
    const { client, sent } = service(OK());
    expect(await client.send(READ)).toEqual({ fine: true });
    expect(sent[0]?.url).toBe("/api/metrics?limit=5");
    expect(header(sent, 0, "authorization")).toBe("Bearer first");
  });

  test.each([
    ["a broken connection", "cut"],
    ["a passing fault", status(503)],
  ] as const)("is sent again after %s, with the same key", async (_, fault) => {
    const { client, sent, waits } = service(fault, OK());
    await client.send(ASK);
    expect(sent.map((_, place) => header(sent, place, "idempotency-key"))).toEqual(["key", "key"]);
    expect(waits).toHaveLength(1);
  });

  test("that changes something is not sent again without a key", async () => {
    const { client, sent } = service("cut");
    const { idempotencyKey: _, ...unkeyed } = ASK;
    await expect(client.send(unkeyed)).rejects.toThrow(Unreachable);
    expect(sent).toHaveLength(1);
  });

  test("gives up after five tries", async () => {
    const { client, sent } = service("cut", "cut", "cut", "cut", "cut", "cut");
    await expect(client.send(READ)).rejects.toThrow(Unreachable);
    expect(sent).toHaveLength(5);
  });

  test("waits as long as it is told to", async () => {
    const { client, waits } = service(status(429, { "retry-after": "2" }), OK());
    await client.send(READ);
    expect(waits[0]).toBeGreaterThanOrEqual(2000);
  });

  test("does not wait for tomorrow", async () => {
    const { client, sent } = service(status(429, { "retry-after": "40000" }));
    await expect(client.send(READ)).rejects.toMatchObject({ retryAfter: 40000 });
    expect(sent).toHaveLength(1);
  });

  test("that is refused is not sent again, and says why", async () => {
    const problem = { type: "urn:x", title: "Invalid", status: 400, detail: "Say something.", errors: [] };
    const { client, sent } = service(status(400, {}, JSON.stringify(problem)));
    await expect(client.send(ASK)).rejects.toMatchObject({ problem });
    expect(sent).toHaveLength(1);
  });

  test("answered by something that is no JSON is a problem of its status", async () => {
    const { client } = service(...Array.from({ length: 5 }, () => status(502, {}, "<html>")));
    const failure = await client.send(READ).catch((reason: unknown) => reason);
    expect(failure).toBeInstanceOf(ApiProblem);
    expect((failure as ApiProblem).problem.status).toBe(502);
  });
});

describe("a token that is refused", () => {
  test("is renewed once, and the call sent again", async () => {
    const { client, sent, renewals } = service(status(401), OK());
    await client.send(ASK);
    expect(renewals).toEqual(["first"]);
    expect(header(sent, 1, "authorization")).toBe("Bearer second");
  });

  test("twice means signing in", async () => {
    const { client, sent } = service(status(401), status(401));
    await expect(client.send(READ)).rejects.toThrow(SignedOut);
    expect(sent).toHaveLength(2);
  });
});

describe("a call that is on its way when somebody else signs in", () => {
  test("is not sent again for them", async () => {
    const { client, sent } = service("other user", OK());
    await expect(client.send(ASK)).rejects.toThrow(SignedOut);
    expect(sent.map((_, place) => header(sent, place, "authorization"))).toEqual(["Bearer first"]);
  });

  test("is not sent for them where its own token was refused", async () => {
    let visit = 1;
    const asked: (string | null)[] = [];
    const client = createClient({
      base: "/api",
      tokens: { visit: () => visit, token: async () => "first", renew: async () => "another user's" },
      fetch: async (_, request) => {
        asked.push(new Headers(request?.headers).get("authorization"));
        visit += 1;
        return status(401);
      },
    });
    await expect(client.send(READ)).rejects.toThrow(SignedOut);
    expect(asked).toEqual(["Bearer first"]);
  });

  test("does not tell them its answer", async () => {
    let visit = 1;
    const tokens = { visit: () => visit, token: async () => "first", renew: async () => "second" };
    const answered = async () => {
      visit += 1;
      return OK();
    };
    await expect(createClient({ base: "/api", tokens, fetch: answered }).send(READ)).rejects.toThrow(SignedOut);
  });
});

describe("calls that are made in turn", () => {
  const word = (note: string): Call => ({ method: "POST", path: "/feedback", body: { note }, inTurn: "/feedback" });
  const notes = (sent: { request: RequestInit }[]) => sent.map(({ request }) => JSON.parse(String(request.body)).note);

  /** A service that answers when it is told to. */
  function slow() {
    const sent: { request: RequestInit; answer(response: Response | null): Promise<void> }[] = [];
    let visit = 1;
    const client = createClient({
      base: "/api",
      tokens: { visit: () => visit, token: async () => "token", renew: async () => "token" },
      fetch: (_, request) =>
        new Promise((resolve, reject) => {
          sent.push({
            request: request ?? {},
            answer: (response) => {
              if (response === null) reject(new TypeError("Failed to fetch"));
              else resolve(response);
              return soon();
            },
          });
        }),
    });
    return { client, sent, leave: () => visit++ };
  }
  const soon = () => new Promise<void>((done) => setTimeout(done));

  test("are sent one after another, whatever becomes of those before", async () => {
    const { client, sent } = slow();
    const all = ["first", "second", "third"].map((note) => client.send(word(note)).catch(() => "failed"));
    await soon();
    expect(notes(sent)).toEqual(["first"]);
    await sent[0]?.answer(null);
    expect(notes(sent)).toEqual(["first", "second"]);
    await sent[1]?.answer(OK());
    await sent[2]?.answer(OK());
    expect(await Promise.all(all)).toEqual(["failed", { fine: true }, { fine: true }]);
  });

  test("hold up no others", async () => {
    const { client, sent } = slow();
    void client.send(word("first"));
    void client.send({ ...word("elsewhere"), inTurn: "/elsewhere" });
    void client.send({ method: "POST", path: "/feedback", body: { note: "not in turn" } });
    await soon();
    expect(notes(sent).sort()).toEqual(["elsewhere", "first", "not in turn"]);
  });

  test("are not sent for who signs in while they wait", async () => {
    const { client, sent, leave } = slow();
    const all = ["first", "second"].map((note) => client.send(word(note)).catch((failure: unknown) => failure));
    await soon();
    leave();
    await sent[0]?.answer(OK());
    expect(await Promise.all(all)).toEqual([new SignedOut(), new SignedOut()]);
    expect(notes(sent)).toEqual(["first"]);
  });
});
