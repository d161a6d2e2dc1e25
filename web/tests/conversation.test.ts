import { describe, expect, test } from "vitest";
import type { Api } from "../src/api/calls.ts";
import { ApiProblem, Unreachable } from "../src/api/failures.ts";
import type { ChatAnswer, HistoryMessage } from "../src/api/types.ts";
import { createConversation, isAsking, turnsOf } from "../src/chat/conversation.ts";
import { recorded } from "./recorded.ts";

interface Asked {
  message: string;
  sessionId: string | undefined;
  key: string;
  answer(answer: ChatAnswer): Promise<void>;
  fail(reason: unknown): Promise<void>;
}

/** A conversation whose answers come when the test says so. */
function desk(history: readonly HistoryMessage[] = []) {
  const asked: Asked[] = [];
  let count = 0;
  const api = {
    ask: (request, key) =>
      new Promise<ChatAnswer>((resolve, reject) => {
        const settle =
          <T>(how: (value: T) => void) =>
          (value: T) => {
            how(value);
            return new Promise<void>((done) => setTimeout(done));
          };
        asked.push({
          message: request.message,
          sessionId: request.sessionId,
          key,
          answer: settle(resolve),
          fail: settle(reject),
        });
      }),
    session: async () => history,
  } as Partial<Api> as Api;
  const conversation = createConversation(api, () => `key-${++count}`);
  const asking = (place: number) => {
    const one = asked[place];
    if (one === undefined) throw new Error(`Question ${place} was not asked`);
    return one;
  };
  return { conversation, asked, asking, turns: () => conversation.talk.get().turns };
}

const ANSWER = recorded("lookup");

describe("asking", () => {
  test("shows the question at once, then its answer, in the session that began", async () => {
    const { conversation, asking, turns } = desk();
    const sessions: string[] = [];
    conversation.onSession((id) => sessions.push(id));
    void conversation.ask("revenue?");
    expect(turns()).toMatchObject([{ question: "revenue?", state: "asking" }]);
    await asking(0).answer(ANSWER);
    expect(turns()).toMatchObject([{ state: "answered", answer: ANSWER }]);
    expect(sessions).toEqual([ANSWER.sessionId]);
    void conversation.ask("and in Q4?");
    expect(asking(1).sessionId).toBe(ANSWER.sessionId);
  });

  test("waits for the answer before", async () => {
    const { conversation, asked } = desk();
    void conversation.ask("one");
    await conversation.ask("two");
    expect(asked.map((one) => one.message)).toEqual(["one"]);
    expect(isAsking(conversation.talk.get())).toBe(true);
  });

  test("again after a failure is the same call, not another one", async () => {
    const { conversation, asked, asking, turns } = desk();
    void conversation.ask("revenue?");
    await asking(0).fail(new Unreachable(false));
    expect(turns()).toMatchObject([{ state: "failed", question: "revenue?" }]);
    void conversation.retry("key-1");
    await asking(1).answer(ANSWER);
    expect(asked.map((one) => one.key)).toEqual(["key-1", "key-1"]);
    expect(turns()).toMatchObject([{ state: "answered" }]);
  });

  test("is taken up when there is a connection again", async () => {
    const { conversation, asking, turns } = desk();
    void conversation.ask("revenue?");
    await asking(0).fail(new Unreachable(false));
    void conversation.resume();
    await asking(1).answer(ANSWER);
    expect(turns()).toMatchObject([{ state: "answered" }]);
  });

  test("again after another question is the same call, in the session it was first asked in", async () => {
    const { conversation, asked, asking } = desk();
    void conversation.ask("revenue?");
    await asking(0).fail(new Unreachable(false)); // what was asked may have been stored all the same
    void conversation.ask("margin?");
    await asking(1).answer(ANSWER);
    void conversation.retry("key-1");
    await asking(2).answer({ ...ANSWER, sessionId: "of-the-first" });
    expect(asked[2]).toMatchObject({ key: "key-1", sessionId: undefined });
    void conversation.ask("and costs?");
    expect(asking(3).sessionId).toBe(ANSWER.sessionId);
  });

  test("is not taken up when it was refused", async () => {
    const { conversation, asked, asking } = desk();
    void conversation.ask("revenue?");
    await asking(0).fail(new ApiProblem({ type: "", title: "", status: 403, detail: "" }, null));
    await conversation.resume();
    expect(asked).toHaveLength(1);
  });

  test("then opening another conversation leaves the late answer out of it", async () => {
    const { conversation, asking, turns } = desk();
    void conversation.ask("revenue?");
    await conversation.open(null);
    await asking(0).answer(ANSWER);
    expect(turns()).toEqual([]);
    expect(conversation.talk.get().sessionId).toBeNull();
  });

  test("then leaving and coming back shows the late answer, which the stored conversation does not have yet", async () => {
    const { conversation, asking, turns } = desk();
    await conversation.open(ANSWER.sessionId);
    void conversation.ask("revenue?");
    await conversation.open("another");
    await conversation.open(ANSWER.sessionId);
    await asking(0).answer(ANSWER);
    expect(turns()).toMatchObject([{ question: "revenue?", state: "answered", answer: ANSWER }]);
    void conversation.ask("and in Q4?");
    expect(asking(1).sessionId).toBe(ANSWER.sessionId);
  });

  test("then coming back while the answer comes shows it once, whoever brings it", async () => {
    for (const stored of [[], [{ messageId: ANSWER.userMessageId, sender: "user", text: "revenue?", timestamp: 1 }]]) {
      const { conversation, asking, turns } = desk(stored as HistoryMessage[]);
      await conversation.open(ANSWER.sessionId);
      void conversation.ask("revenue?");
      await conversation.open("another");
      const coming = conversation.open(ANSWER.sessionId);
      await Promise.all([coming, asking(0).answer(ANSWER)]);
      expect(turns().map((turn) => turn.question)).toEqual(["revenue?"]);
    }
  });

  test("a conversation that began while nobody listened is told to who listens next, if it is still shown", async () => {
    const { conversation, asking } = desk();
    const told: string[] = [];
    const stop = conversation.onSession((id) => told.push(`first ${id}`));
    void conversation.ask("revenue?");
    stop();
    await asking(0).answer(ANSWER);
    expect(told).toEqual([]);
    conversation.onSession((id) => told.push(`second ${id}`))();
    conversation.onSession((id) => told.push(`third ${id}`));
    expect(told).toEqual([`second ${ANSWER.sessionId}`]);
  });

  test("a conversation that is not shown any more is told to nobody", async () => {
    const { conversation, asking } = desk();
    const told: string[] = [];
    void conversation.ask("revenue?");
    await asking(0).answer(ANSWER);
    await conversation.open(null);
    conversation.onSession((id) => told.push(id));
    expect(told).toEqual([]);
  });
});

describe("a stored conversation", () => {
  const message = (sender: "user" | "assistant", text: string, answer?: ChatAnswer): HistoryMessage => ({
    messageId: `${sender}-${text}`,
    sender,
    text,
    timestamp: 1,
    ...(answer && { answer }),
  });

  test("is questions with their answers", () => {
    const messages = [
      message("user", "a"),
      message("assistant", "A", ANSWER),
      message("user", "b"),
      message("assistant", "B"),
    ];
    expect(turnsOf(messages)).toMatchObject([
      { question: "a", text: "A", answer: ANSWER },
      { question: "b", text: "B" },
    ]);
  });

  test("cites its rows though it did not come from a question here", () => {
    const [reference] = ANSWER.dataReferences ?? [];
    if (reference === undefined) throw new Error("The recorded answer cites nothing");
    const { id: _, ...stored } = reference;
    expect(turnsOf([{ ...message("assistant", "A"), dataReferences: [stored] }])[0]?.cited).toEqual([reference]);
  });

  test("loses nothing where a question or an answer is missing", () => {
    expect(turnsOf([message("assistant", "A"), message("user", "b")])).toMatchObject([
      { question: "", text: "A" },
      { question: "b", state: "answered" },
    ]);
  });
});
