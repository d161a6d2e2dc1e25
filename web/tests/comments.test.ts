import { describe, expect, test } from "vitest";
import type { Call, Client } from "../src/api/client.ts";
import { Unreachable } from "../src/api/failures.ts";
import type { Comment } from "../src/api/types.ts";
import { createComments } from "../src/colleagues/comments.ts";

function comment(commentId: string): Comment {
  return { commentId, messageId: "m", author: { userId: "ada", name: "ada@acme.example" }, text: "Low", writtenAt: 1 };
}

const listed = (...ids: string[]) => ({ messageId: "m", isOpen: true, comments: ids.map(comment) });

/** Comments whose calls are answered when the test says so. */
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
  const comments = createComments({ send } as Client);
  const call = (place: number) => {
    const one = sent[place];
    if (one === undefined) throw new Error(`Call ${place} was not sent`);
    return one;
  };
  return {
    comments,
    call,
    ids: () =>
      comments
        .of("m")
        .get()
        .list?.comments.map((one) => one.commentId),
  };
}

describe("comments", () => {
  test("are shown with the one that is written, and without the one that is deleted", async () => {
    const { comments, call, ids } = desk();
    void comments.load("m");
    expect(ids()).toBeUndefined();
    await call(0).answer(listed("a"));
    void comments.send("m", "Low", "key");
    expect(call(1).call).toMatchObject({ method: "POST", idempotencyKey: "key" });
    await call(1).answer(comment("b"));
    expect(ids()).toEqual(["a", "b"]);
    void comments.remove(comment("a"));
    expect(call(2).call).toMatchObject({ method: "DELETE", path: "/messages/m/comments/a" });
    await call(2).answer({ removed: true });
    expect(ids()).toEqual(["b"]);
  });

  test("that were asked for anew while one was sent and another deleted know of both", async () => {
    const { comments, call, ids } = desk();
    void comments.load("m");
    await call(0).answer(listed("a"));
    void comments.send("m", "Low", "key");
    void comments.remove(comment("a"));
    void comments.load("m"); // closed and opened again
    await call(1).answer(comment("b"));
    await call(2).answer({ removed: true });
    await call(3).answer(listed("a"));
    expect(ids()).toEqual(["b"]);
    void comments.load("m");
    await call(4).answer(listed("a", "b"));
    expect(ids()).toEqual(["a", "b"]); // as the service says, which was asked after it
  });

  test("hold one that was sent once, though the list knows it already", async () => {
    const { comments, call, ids } = desk();
    void comments.send("m", "Low", "key");
    void comments.load("m");
    await call(1).answer(listed("b"));
    await call(0).answer(comment("b"));
    expect(ids()).toEqual(["b"]);
  });

  test("that could not be loaded are told so, and tried again", async () => {
    const { comments, call, ids } = desk();
    const failure = new Unreachable(false);
    void comments.load("m");
    await call(0).fail(failure);
    expect(comments.of("m").get()).toEqual({ list: null, failure });
    void comments.load("m");
    expect(comments.of("m").get().failure).toBeNull();
    await call(1).answer(listed("a"));
    expect(ids()).toEqual(["a"]);
  });

  test("of one user are none of the next one's", async () => {
    const { comments, call, ids } = desk();
    void comments.load("m");
    comments.forget();
    await call(0).answer(listed("secret"));
    expect(ids()).toBeUndefined();
  });
});
