import { describe, expect, test } from "vitest";
import type { Call, Client } from "../src/api/client.ts";
import { Unreachable } from "../src/api/failures.ts";
import type { Pin } from "../src/api/types.ts";
import { createDrafts } from "../src/colleagues/drafts.ts";
import { createPins } from "../src/colleagues/pins.ts";

function pin(messageId: string, pinnedAt: number, note?: string): Pin {
  const pinnedBy = { userId: "ada", name: "ada@acme.example" };
  return { messageId, sessionId: "s", pinnedBy, pinnedAt, answer: "Revenue was $1.", ...(note && { note }) };
}

/** Pins whose calls are answered when the test says so. */
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
  const pins = createPins({ send } as Client);
  const call = (place: number) => {
    const one = sent[place];
    if (one === undefined) throw new Error(`Call ${place} was not sent`);
    return one;
  };
  return { pins, sent, call, ids: () => pins.list.get().items.map((one) => one.messageId) };
}

describe("pins", () => {
  test("are asked for once, however many answers want to know", async () => {
    const { pins, sent, call, ids } = desk();
    pins.know();
    pins.know();
    await call(0).answer({ pins: [pin("a", 2)] });
    pins.know();
    expect(sent).toHaveLength(1);
    expect(ids()).toEqual(["a"]);
  });

  test("that could not be loaded are tried again", async () => {
    const { pins, call, ids } = desk();
    pins.know();
    await call(0).fail(new Unreachable(false));
    expect(pins.list.get()).toMatchObject({ phase: "failed" });
    void pins.more();
    await call(1).answer({ pins: [pin("a", 2)] });
    expect(ids()).toEqual(["a"]);
  });

  test("go on where the page before ended, none of them twice", async () => {
    const { pins, call, ids } = desk();
    void pins.load();
    await call(0).answer({ pins: [pin("c", 3), pin("b", 2)], nextCursor: "next" });
    void pins.more();
    expect(call(1).call.query).toMatchObject({ cursor: "next" });
    await call(1).answer({ pins: [pin("b", 2), pin("a", 1)] });
    expect(ids()).toEqual(["c", "b", "a"]);
  });

  test("are shown as soon as they are made, and a note that is changed where it stands", async () => {
    const { pins, call, ids } = desk();
    void pins.load();
    await call(0).answer({ pins: [pin("b", 2), pin("a", 1)] });
    void pins.pin("c", "  For Monday ");
    expect(call(1).call).toMatchObject({ method: "PUT", path: "/messages/c/pin", body: { note: "For Monday" } });
    await call(1).answer(pin("c", 3, "For Monday"));
    void pins.pin("a", " ");
    expect(call(2).call.body).toEqual({});
    await call(2).answer(pin("a", 1));
    expect(ids()).toEqual(["c", "b", "a"]);
  });

  test("stay when unpinning fails, and go when it is done", async () => {
    const { pins, call, ids } = desk();
    void pins.load();
    await call(0).answer({ pins: [pin("a", 1)] });
    const failed = pins.unpin("a");
    void call(1).fail(new Unreachable(false));
    await expect(failed).rejects.toBeInstanceOf(Unreachable);
    expect(ids()).toEqual(["a"]);
    void pins.unpin("a");
    await call(2).answer({ removed: true });
    expect(ids()).toEqual([]);
  });

  test("that were on their way when one was made do not hide it", async () => {
    const { pins, call, ids } = desk();
    void pins.load();
    void pins.pin("new", "");
    await call(1).answer(pin("new", 9));
    await call(0).answer({ pins: [pin("a", 1)] });
    expect(ids()).toEqual(["new"]);
    await call(2).answer({ pins: [pin("new", 9), pin("a", 1)] });
    expect(ids()).toEqual(["new", "a"]);
  });

  test("of one user are not there for the next, whatever comes late", async () => {
    const { pins, call, ids } = desk();
    void pins.load();
    void pins.pin("secret", "");
    pins.forget();
    await call(1).answer(pin("secret", 9));
    await call(0).answer({ pins: [pin("a", 1)] });
    expect(ids()).toEqual([]);
    expect(pins.list.get().phase).toBe("unknown");
  });
});

describe("a comment that is being written", () => {
  const draftsOf = () => {
    let count = 0;
    const drafts = createDrafts(() => `key-${++count}`);
    return { drafts, draft: (id: string) => drafts.all.get().get(id) };
  };

  test("is kept for its answer alone, and has another key with every change", () => {
    const { drafts, draft } = draftsOf();
    drafts.write("a", "Low");
    drafts.write("b", "High");
    expect(draft("a")).toEqual({ text: "Low", key: "key-1" });
    drafts.write("a", "Low?");
    expect(draft("a")).toEqual({ text: "Low?", key: "key-3" });
  });

  test("is gone when it is emptied, and with its user", () => {
    const { drafts, draft } = draftsOf();
    drafts.write("a", "Low");
    drafts.write("b", "High");
    drafts.write("a", "");
    expect(draft("a")).toBeUndefined();
    drafts.forget();
    expect(draft("b")).toBeUndefined();
  });
});
