import type { Client } from "./client.ts";
import { ApiProblem } from "./failures.ts";
import type {
  ChatAnswer,
  ChatRequest,
  Feedback,
  FeedbackRequest,
  History,
  HistoryMessage,
  Me,
  MetricsList,
  Verification,
} from "./types.ts";

/** Every call the conversation makes, by what it does. */
export interface Api {
  me(): Promise<Me>;
  ask(request: ChatRequest, idempotencyKey: string, signal?: AbortSignal): Promise<ChatAnswer>;
  session(sessionId: string, signal?: AbortSignal): Promise<readonly HistoryMessage[]>;
  verify(messageId: string): Promise<Verification>;
  rate(messageId: string, feedback: FeedbackRequest): Promise<Feedback>;
  catalog(): Promise<MetricsList>;
}

const PAGE = 50;

export function createApi(client: Client): Api {
  return {
    me: () => client.send({ method: "GET", path: "/me" }),
    ask: (body, idempotencyKey, signal) =>
      client.send({ method: "POST", path: "/chat", body, idempotencyKey, ...(signal && { signal }) }),
    session: (sessionId, signal) => allMessages(client, sessionId, signal),
    verify: (messageId) => client.send({ method: "GET", path: `/messages/${encodeURIComponent(messageId)}/verify` }),
    rate: (messageId, body) => {
      const path = `/messages/${encodeURIComponent(messageId)}/feedback`;
      return client.send({ method: "POST", path, body, inTurn: path });
    },
    catalog: () => client.send({ method: "GET", path: "/metrics" }),
  };
}

async function allMessages(client: Client, sessionId: string, signal?: AbortSignal): Promise<HistoryMessage[]> {
  const messages: HistoryMessage[] = [];
  let [cursor, limit]: [string | undefined, number] = [undefined, PAGE];
  for (;;) {
    try {
      const page: History = await client.send({
        method: "GET",
        path: `/sessions/${encodeURIComponent(sessionId)}/messages`,
        query: { answers: "full", limit, cursor },
        ...(signal && { signal }),
      });
      messages.push(...page.messages);
      cursor = page.nextCursor;
    } catch (failure) {
      if (limit === 1 || !isTooLarge(failure)) throw failure;
      limit = Math.ceil(limit / 4);
      continue; // the same page again, in smaller pieces
    }
    if (cursor === undefined) return messages;
  }
}

function isTooLarge(failure: unknown): boolean {
  return (
    failure instanceof ApiProblem && (failure.problem.errors ?? []).some(({ rule }) => rule === "response_too_large")
  );
}
