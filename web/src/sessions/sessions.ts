import type { Call, Client } from "../api/client.ts";
import type { ChatRequest, SessionList, SessionSummary } from "../api/types.ts";
import { createStore, type Store } from "../lib/store.ts";

export interface Listed {
  items: readonly SessionSummary[];
  phase: "loading" | "ready" | "failed";
  failure?: unknown;
  /** What is looked for; empty when all are listed. */
  search: string;
  nextCursor?: string | undefined;
  /** Of a search: how many were looked at until now, and how far back (Unix seconds). */
  searched: { sessions: number; backTo?: number | undefined } | null;
}

/** The tenant's conversations, as far as they were loaded. */
export interface Sessions {
  list: Store<Listed>;
  /** Loads the first page: of all, or of what has these words. */
  load(search?: string): Promise<void>;
  /** Loads what follows; searches on; tries again what failed. */
  more(): Promise<void>;
  /** Null gives the first question back as its name. Rejects as `Client.send` does. */
  rename(sessionId: string, title: string | null): Promise<void>;
  /** Rejects as `Client.send` does. */
  end(sessionId: string, rating: number | null): Promise<void>;
  /** To be called when a question is sent: gives what is to be called with its answer's session. */
  asking(request: ChatRequest): (sessionId: string) => void;
  /** Leaves nothing to the next user, not even what is still on its way. */
  forget(): void;
}

const PAGE = 40;
/** Characters of a title, and of what is looked for. */
export const LONGEST = 120;
const NONE: Listed = { items: [], phase: "loading", search: "", searched: null };

export function createSessions(client: Client, now: () => number = Date.now): Sessions {
  const list = createStore<Listed>(NONE);
  let run = 0; // of the loading: what comes late is not shown
  let user = 0;
  let asked: readonly SessionSummary[] = []; // since the first page was asked for, which may not know them yet
  let changed: readonly SessionSummary[] = []; // likewise

  async function page(search: string, cursor: string | undefined): Promise<void> {
    const mine = ++run;
    if (cursor === undefined) [asked, changed] = [[], []];
    list.update((shown) => ({ ...shown, search, phase: "loading" }));
    try {
      const query = { limit: PAGE, search, cursor };
      const loaded = await client.send<SessionList>({ method: "GET", path: "/sessions", query });
      if (mine !== run) return;
      const sessions = changed.reduce(swapped, loaded.sessions);
      const before = cursor === undefined ? { ...NONE, search, items: asked } : list.get();
      list.set(joined(before, { ...loaded, sessions }));
    } catch (failure) {
      const kept = (shown: Listed) => (cursor === undefined ? asked : shown.items); // not those of another search
      if (mine === run) list.update((shown) => ({ ...shown, items: kept(shown), phase: "failed", failure }));
    }
  }

  function load(search = ""): Promise<void> {
    list.update((shown) => ({ ...shown, nextCursor: undefined }));
    return page(search.trim().slice(0, LONGEST), undefined);
  }

  /** Shows a changed conversation where it stands, unless another user has signed in meanwhile. */
  async function change(call: Call): Promise<void> {
    const mine = user;
    const session = await client.send<SessionSummary>(call);
    if (mine !== user) return;
    changed = [...changed, session];
    asked = swapped(asked, session);
    list.update((shown) => ({ ...shown, items: swapped(shown.items, session) }));
  }

  /** The conversation in which something was just asked comes before all others. */
  function askedIn(sessionId: string, request: ChatRequest): void {
    const { items, search } = list.get();
    if (search !== "") return;
    const at = Math.floor(now() / 1000);
    const listed = items.find((one) => one.sessionId === sessionId);
    if (listed === undefined && request.sessionId !== undefined) return void load();
    const shown = listed ? goneOn(listed, at) : begun(sessionId, request.message, at);
    asked = [shown, ...asked.filter((one) => one.sessionId !== sessionId)];
    list.update((all) => ({ ...all, items: [shown, ...items.filter((one) => one !== listed)] }));
  }

  return {
    list,
    load,
    more: () => page(list.get().search, list.get().nextCursor),
    rename: (sessionId, title) => change({ method: "PATCH", path: pathOf(sessionId), body: { title } }),
    end: (sessionId, rating) =>
      change({ method: "POST", path: `${pathOf(sessionId)}/complete`, body: rating === null ? {} : { rating } }),
    asking(request) {
      const mine = user;
      return (sessionId) => {
        if (mine === user) askedIn(sessionId, request);
      };
    },
    forget() {
      run++;
      user++;
      [asked, changed] = [[], []];
      list.set(NONE);
    },
  };
}

function pathOf(sessionId: string): string {
  return `/sessions/${encodeURIComponent(sessionId)}`;
}

/** As it is now, where it stands. */
function swapped(items: readonly SessionSummary[], session: SessionSummary): readonly SessionSummary[] {
  return items.map((one) => (one.sessionId === session.sessionId ? session : one));
}

function joined(before: Listed, loaded: SessionList): Listed {
  const known = new Set(before.items.map((one) => one.sessionId)); // one that went on meanwhile is there already
  return {
    items: [...before.items, ...loaded.sessions.filter((one) => !known.has(one.sessionId))],
    phase: "ready",
    search: before.search,
    nextCursor: loaded.nextCursor,
    searched: loaded.searched
      ? { sessions: (before.searched?.sessions ?? 0) + loaded.searched.sessions, backTo: loaded.searched.backTo }
      : null,
  };
}

/** One that had ended goes on. */
function goneOn({ completedAt: _, ...session }: SessionSummary, at: number): SessionSummary {
  return { ...session, lastActivityAt: at };
}

function begun(sessionId: string, question: string, at: number): SessionSummary {
  const firstQuestion = question.slice(0, LONGEST);
  return { sessionId, firstQuestion, startedAt: at, lastActivityAt: at, messageCount: 2, subjects: [], intents: [] };
}
