import { describe, expect, test } from "vitest";
import type { Call, Client } from "../src/api/client.ts";
import { Unreachable } from "../src/api/failures.ts";
import type { SessionList, SessionSummary } from "../src/api/types.ts";
import { createSessions } from "../src/sessions/sessions.ts";

const NOW = 1_763_700_000;

function session(sessionId: string, more: Partial<SessionSummary> = {}): SessionSummary {
  const at = { startedAt: 1, lastActivityAt: 2 };
  return {
    sessionId,
    firstQuestion: `Question of ${sessionId}`,
    ...at,
    messageCount: 2,
    subjects: [],
    intents: [],
    ...more,
  };
}

/** A list whose calls are answered when the test says so. */
function desk() {
  const sent: { call: Call; answer(body: unknown): Promise<void>; fail(reason: unknown): Promise<void> }[] = [];
  const send = (call: Call) =>
    new Promise((resolve, reject) => {
      const settle =
        <T>(how: (value: T) => void) =>
        (value: T) => {
          how(value);
          return new Promise<void>((done) => setTimeout(done));
        };
      sent.push({ call, answer: settle(resolve), fail: settle(reject) });
    });
  const sessions = createSessions({ send } as Client, () => NOW * 1000);
  const call = (place: number) => {
    const one = sent[place];
    if (one === undefined) throw new Error(`Call ${place} was not sent`);
    return one;
  };
  const loaded = async (...items: SessionSummary[]) => {
    void sessions.load();
    await call(sent.length - 1).answer({ sessions: items } satisfies SessionList);
  };
  return { sessions, sent, call, loaded, ids: () => sessions.list.get().items.map((one) => one.sessionId) };
}

/** A list that is being loaded, and the names in it. */
function renaming() {
  const { sessions, call } = desk();
  void sessions.load();
  const title = (id: string) => sessions.list.get().items.find((one) => one.sessionId === id)?.title;
  return { sessions, call, title };
}

describe("the list", () => {
  test("goes on where the page before ended, and shows what moved up meanwhile once", async () => {
    const { sessions, call, ids } = desk();
    void sessions.load();
    await call(0).answer({ sessions: [session("a"), session("b")], nextCursor: "next" });
    void sessions.more();
    expect(call(1).call.query).toMatchObject({ cursor: "next" });
    await call(1).answer({ sessions: [session("b"), session("c")] });
    expect(ids()).toEqual(["a", "b", "c"]);
    expect(sessions.list.get()).toMatchObject({ phase: "ready", nextCursor: undefined });
  });

  test("that failed to go on keeps what it has and tries the same page again", async () => {
    const { sessions, call, ids } = desk();
    void sessions.load();
    await call(0).answer({ sessions: [session("a")], nextCursor: "next" });
    void sessions.more();
    await call(1).fail(new Unreachable(false));
    expect(sessions.list.get().phase).toBe("failed");
    expect(ids()).toEqual(["a"]);
    void sessions.more();
    expect(call(2).call.query).toMatchObject({ cursor: "next" });
  });

  test("shows nothing of a search that was typed over", async () => {
    const { sessions, call, ids } = desk();
    void sessions.load("rev");
    void sessions.load(" revenue ");
    await call(1).answer({ sessions: [session("new")], searched: { sessions: 1 } });
    await call(0).answer({ sessions: [session("old")], searched: { sessions: 1 } });
    expect(call(1).call.query).toMatchObject({ search: "revenue" });
    expect(ids()).toEqual(["new"]);
  });

  test("keeps on top what was asked while the first page was on its way", async () => {
    const { sessions, call, ids } = desk();
    void sessions.load();
    sessions.asking({ message: "What was revenue?" })("new");
    await call(0).answer({ sessions: [session("a")] });
    expect(ids()).toEqual(["new", "a"]);
    void sessions.load();
    sessions.asking({ message: "And in Q4?", sessionId: "a" })("a");
    await call(1).answer({ sessions: [session("new"), session("a")] });
    expect(ids()).toEqual(["a", "new"]);
    void sessions.load();
    sessions.asking({ message: "And in Q5?", sessionId: "new" })("new");
    await call(2).fail(new Unreachable(false));
    expect(ids()).toEqual(["new"]);
  });

  test("keeps a name that was given while the first page was on its way", async () => {
    const { sessions, call, title } = renaming();
    await call(0).answer({ sessions: [session("a"), session("b")] });
    void sessions.load();
    void sessions.rename("a", "Board meeting");
    await call(2).answer(session("a", { title: "Board meeting" }));
    await call(1).answer({ sessions: [session("a"), session("b")] });
    expect([title("a"), title("b")]).toEqual(["Board meeting", undefined]);
  });

  test("shows the later one of a name that is given and a question that is asked", async () => {
    const { sessions, call, title } = renaming();
    await call(0).answer({ sessions: [session("a"), session("b", { completedAt: 3 })] });
    void sessions.load();
    sessions.asking({ message: "And in Q4?", sessionId: "a" })("a");
    void sessions.rename("a", "Board meeting");
    void sessions.rename("b", "Ended");
    await call(3).answer(session("b", { title: "Ended", completedAt: 3 }));
    sessions.asking({ message: "And in Q4?", sessionId: "b" })("b");
    await call(2).answer(session("a", { title: "Board meeting" }));
    await call(1).answer({ sessions: [session("a"), session("b", { completedAt: 3 })] });
    expect([title("a"), title("b")]).toEqual(["Board meeting", "Ended"]);
    expect(sessions.list.get().items[0]).toMatchObject({ sessionId: "b", lastActivityAt: NOW });
    expect(sessions.list.get().items[0]?.completedAt).toBeUndefined();
  });

  test("leaves nothing that was asked to the user who signs in next", async () => {
    const { sessions, call, ids } = desk();
    void sessions.load();
    sessions.asking({ message: "A secret" })("old");
    sessions.forget();
    void sessions.load();
    await call(1).answer({ sessions: [session("a")] });
    expect(ids()).toEqual(["a"]);
  });

  test("adds up how many were searched, and tells how far back the last look went", async () => {
    const { sessions, call } = desk();
    void sessions.load("churn");
    await call(0).answer({ sessions: [], nextCursor: "next", searched: { sessions: 500, backTo: 900 } });
    void sessions.more();
    expect(call(1).call.query).toMatchObject({ search: "churn", cursor: "next" });
    await call(1).answer({ sessions: [session("a")], searched: { sessions: 120, backTo: 300 } });
    expect(sessions.list.get().searched).toEqual({ sessions: 620, backTo: 300 });
  });
});

describe("a question", () => {
  test("puts the conversation that began with it on top, named after it", async () => {
    const { sessions, loaded, ids } = desk();
    await loaded(session("a"));
    sessions.asking({ message: "x".repeat(200) })("new");
    expect(ids()).toEqual(["new", "a"]);
    expect(sessions.list.get().items[0]).toMatchObject({ firstQuestion: "x".repeat(120), lastActivityAt: NOW });
  });

  test("brings its conversation to the top under the name it has, and back to life if it had ended", async () => {
    const { sessions, loaded, ids } = desk();
    await loaded(session("a"), session("b", { title: "Board", completedAt: 5 }));
    sessions.asking({ message: "And in Q2?", sessionId: "b" })("b");
    expect(ids()).toEqual(["b", "a"]);
    expect(sessions.list.get().items[0]).toMatchObject({ title: "Board", lastActivityAt: NOW });
    expect(sessions.list.get().items[0]?.completedAt).toBeUndefined();
  });

  test("in a conversation too old to be listed has the list loaded again", async () => {
    const { sessions, sent, loaded } = desk();
    await loaded(session("a"));
    sessions.asking({ message: "And in Q2?", sessionId: "old" })("old");
    expect(sent).toHaveLength(2);
  });

  test("does not mix with what was searched", async () => {
    const { sessions, call, ids } = desk();
    void sessions.load("board");
    await call(0).answer({ sessions: [session("a")], searched: { sessions: 1 } });
    sessions.asking({ message: "Revenue?" })("new");
    expect(ids()).toEqual(["a"]);
  });
});

describe("a name", () => {
  test("is shown when it is saved, and not before", async () => {
    const { sessions, call, loaded } = desk();
    await loaded(session("a"));
    const renamed = sessions.rename("a", "Board");
    expect(sessions.list.get().items[0]?.title).toBeUndefined();
    expect(call(1).call).toMatchObject({ method: "PATCH", path: "/sessions/a", body: { title: "Board" } });
    await call(1).answer(session("a", { title: "Board" }));
    await renamed;
    expect(sessions.list.get().items[0]?.title).toBe("Board");
  });

  test("that was not saved is told", async () => {
    const { sessions, call, loaded } = desk();
    await loaded(session("a"));
    const renamed = sessions.rename("a", "Board");
    void call(1).fail(new Unreachable(true));
    await expect(renamed).rejects.toBeInstanceOf(Unreachable);
    expect(sessions.list.get().items[0]?.title).toBeUndefined();
  });
});

describe("the end", () => {
  test("is told without a rating where none was given", async () => {
    const { sessions, call, loaded } = desk();
    await loaded(session("a"));
    void sessions.end("a", null);
    expect(call(1).call).toMatchObject({ path: "/sessions/a/complete", body: {} });
    await call(1).answer(session("a", { completedAt: NOW }));
    void sessions.end("a", 4);
    expect(call(2).call.body).toEqual({ rating: 4 });
    expect(sessions.list.get().items[0]?.completedAt).toBe(NOW);
  });
});

test("the next user finds nothing of the one before, whatever comes late", async () => {
  const { sessions, call, loaded, ids } = desk();
  await loaded(session("a"));
  const answeredIn = sessions.asking({ message: "Secret?" });
  void sessions.load();
  void sessions.rename("a", "Secret").catch(() => undefined);
  sessions.forget();
  answeredIn("secret");
  await call(1).answer({ sessions: [session("a")] });
  await call(2).answer(session("a", { title: "Secret" }));
  expect(ids()).toEqual([]);
});
