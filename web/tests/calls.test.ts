import { expect, test } from "vitest";
import { createApi } from "../src/api/calls.ts";
import type { Call, Client } from "../src/api/client.ts";
import { ApiProblem } from "../src/api/failures.ts";

const STORED = Array.from({ length: 70 }, (_, place) => ({
  messageId: String(place),
  sender: "user",
  text: "?",
  timestamp: 1,
}));

/** A service with one long conversation, of which it gives so many messages at a time and no more. */
function service(most: number) {
  const limits: number[] = [];
  const client: Client = {
    async send<T>({ query = {} }: Call): Promise<T> {
      const limit = Number(query.limit);
      limits.push(limit);
      if (limit > most) {
        const errors = [{ field: "limit", rule: "response_too_large", message: "" }];
        throw new ApiProblem({ type: "", title: "", status: 400, detail: "", errors }, null);
      }
      const from = Number(query.cursor ?? 0);
      const end = from + limit;
      const page = { sessionId: "s", messages: STORED.slice(from, end) };
      return (end < STORED.length ? { ...page, nextCursor: String(end) } : page) as T;
    },
  };
  return { api: createApi(client), limits };
}

test("a conversation of several pages is read whole", async () => {
  expect(await service(100).api.session("s")).toEqual(STORED);
});

test("a page that is too large is read in smaller ones, and nothing twice", async () => {
  const { api, limits } = service(20);
  expect(await api.session("s")).toEqual(STORED);
  expect(limits.slice(0, 2)).toEqual([50, 13]);
});

test("a message that is too large by itself is told, not tried for ever", async () => {
  await expect(service(0).api.session("s")).rejects.toThrow(ApiProblem);
});

test("words on one answer are sent in turn: a note never comes before the rating that it adds to", async () => {
  const sent: Call[] = [];
  const api = createApi({
    async send<T>(call: Call): Promise<T> {
      sent.push(call);
      return {} as T;
    },
  });
  await api.rate("m", { rating: "wrong" });
  await api.rate("m", { rating: "wrong", note: "Too low" });
  await api.rate("n", { rating: "helpful" });
  const [rating, note, other] = sent.map((call) => call.inTurn);
  expect(rating).toBeTruthy();
  expect(note).toBe(rating);
  expect(other).not.toBe(rating);
});
