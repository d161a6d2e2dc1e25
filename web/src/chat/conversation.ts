import type { Api } from "../api/calls.ts";
import { SignedOut, Unreachable } from "../api/failures.ts";
import type { ChatAnswer, CitedReference, HistoryMessage } from "../api/types.ts";
import { createStore, type Store } from "../lib/store.ts";

/** A question and what became of it. */
export interface Turn {
  /** The call's Idempotency-Key: however often it is sent, it is asked once. */
  key: string;
  question: string;
  /** Where it was first asked, null for a new conversation: the key belongs to it. Of a stored one nobody needs it. */
  askedIn?: string | null;
  state: "asking" | "failed" | "answered";
  failure?: unknown;
  answer?: ChatAnswer;
  /** The words and what they cite, of a stored answer that was not given by `POST /chat`. */
  text?: string;
  cited?: readonly CitedReference[];
}

export interface Talk {
  sessionId: string | null;
  turns: readonly Turn[];
  phase: "ready" | "loading" | "failed";
  failure?: unknown;
}

export interface Conversation {
  talk: Store<Talk>;
  /** Shows a stored conversation, or an empty one. */
  open(sessionId: string | null): Promise<void>;
  /** Asks; nothing happens while an answer is awaited. */
  ask(question: string): Promise<void>;
  retry(key: string): Promise<void>;
  /** Sends again what failed for want of a connection or a sign-in. */
  resume(): Promise<void>;
  /** Called with the id of a conversation that began, before its first answer is shown; with that of the one that is shown
   * if it began while nobody listened. Gives what ends it. */
  onSession(listener: (sessionId: string) => void): () => void;
}

interface Late {
  sessionId: string;
  turn: Turn & { answer: ChatAnswer };
}

const EMPTY: Talk = { sessionId: null, turns: [], phase: "ready" };

export function createConversation(api: Api, newKey: () => string = () => crypto.randomUUID()): Conversation {
  const talk = createStore<Talk>(EMPTY);
  let began: ((sessionId: string) => void) | null = null;
  let untold: string | null = null; // began while nobody listened
  let epoch = 0; // of the conversation shown: what comes back for another one is not shown
  let late: readonly Late[] = []; // came back since the one shown was opened, which may not know it yet

  const change = (key: string, changes: Partial<Turn>) =>
    talk.update((now) => ({
      ...now,
      turns: now.turns.map((turn) => (turn.key === key ? { ...turn, ...changes } : turn)),
    }));

  async function send(turn: Turn): Promise<void> {
    const asked = epoch;
    const sessionId = turn.askedIn;
    try {
      const answer = await api.ask({ message: turn.question, ...(sessionId && { sessionId }) }, turn.key);
      if (asked !== epoch)
        return comeLate({ sessionId: answer.sessionId, turn: { ...turn, state: "answered", answer } });
      if (talk.get().sessionId === null) {
        if (began === null) untold = answer.sessionId;
        else began(answer.sessionId);
        talk.update((now) => ({ ...now, sessionId: answer.sessionId }));
      }
      change(turn.key, { state: "answered", answer });
    } catch (failure) {
      if (asked === epoch) change(turn.key, { state: "failed", failure });
    }
  }

  /** An answer to what was asked before the conversation was left: whoever came back meanwhile sees it all the same. */
  function comeLate(one: Late): void {
    late = [...late, one];
    talk.update((now) => (now.phase === "ready" ? withLate(now, late) : now));
  }

  async function retry(key: string): Promise<void> {
    const turn = talk.get().turns.find((one) => one.key === key);
    if (turn?.state !== "failed" || isAsking(talk.get())) return;
    change(key, { state: "asking", failure: undefined });
    await send(turn);
  }

  return {
    talk,
    retry,
    async open(sessionId) {
      const opened = ++epoch;
      late = [];
      if (sessionId === null) return talk.set(EMPTY);
      talk.set({ sessionId, turns: [], phase: "loading" });
      try {
        const turns = turnsOf(await api.session(sessionId));
        if (opened === epoch) talk.set(withLate({ sessionId, turns, phase: "ready" }, late));
      } catch (failure) {
        if (opened === epoch) talk.set({ sessionId, turns: [], phase: "failed", failure });
      }
    },
    async ask(question) {
      if (isAsking(talk.get())) return;
      const turn: Turn = { key: newKey(), question, askedIn: talk.get().sessionId, state: "asking" };
      talk.update((now) => ({ ...now, turns: [...now.turns, turn] }));
      await send(turn);
    },
    async resume() {
      const last = talk.get().turns.at(-1);
      if (last?.failure instanceof Unreachable || last?.failure instanceof SignedOut) await retry(last.key);
    },
    onSession(listener) {
      began = listener;
      if (untold !== null && untold === talk.get().sessionId) listener(untold);
      untold = null;
      return () => {
        if (began === listener) began = null;
      };
    },
  };
}

export function isAsking(talk: Talk): boolean {
  return talk.phase === "loading" || talk.turns.some((turn) => turn.state === "asking");
}

/** With the answers of this conversation that are not in it. */
function withLate(talk: Talk, late: readonly Late[]): Talk {
  const known = new Set(talk.turns.flatMap(({ key, answer }) => [key, answer?.userMessageId]));
  const missed = late.filter(
    ({ sessionId, turn }) => sessionId === talk.sessionId && !known.has(turn.answer.userMessageId),
  );
  return missed.length === 0 ? talk : { ...talk, turns: [...talk.turns, ...missed.map(({ turn }) => turn)] };
}

/** Stored messages as questions with their answers. */
export function turnsOf(messages: readonly HistoryMessage[]): Turn[] {
  const turns: Turn[] = [];
  for (const message of messages) {
    if (message.sender === "user") {
      turns.push({ key: message.messageId, question: message.text, state: "answered" });
    } else {
      const told = { text: message.text, cited: citedBy(message), ...(message.answer && { answer: message.answer }) };
      const open = turns.findLast((turn) => turn.answer === undefined && turn.text === undefined);
      if (open) Object.assign(open, told);
      else turns.push({ key: message.messageId, question: "", state: "answered", ...told });
    }
  }
  return turns;
}

/** A stored message's references, named as those of an answer are. */
function citedBy({ dataReferences }: HistoryMessage): CitedReference[] {
  return (dataReferences ?? []).map((reference, place) => ({ ...reference, id: `r${place + 1}` }));
}
