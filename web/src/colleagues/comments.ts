import type { Client } from "../api/client.ts";
import type { Comment, CommentList, Removal } from "../api/types.ts";
import { createStore, type Store } from "../lib/store.ts";

export interface Talk {
  /** Null until they are loaded. */
  list: CommentList | null;
  failure: unknown;
}

/** What was said about answers; it outlives what shows it, so that what is on its way comes to whoever looks then. */
export interface Comments {
  of(messageId: string): Store<Talk>;
  load(messageId: string): Promise<void>;
  /** Rejects as `Client.send` does. */
  send(messageId: string, text: string, key: string): Promise<void>;
  /** Rejects as `Client.send` does. */
  remove(comment: Comment): Promise<void>;
  /** Leaves nothing to the next user. */
  forget(): void;
}

type Change = (comments: readonly Comment[]) => readonly Comment[];

interface Kept {
  talk: Store<Talk>;
  /** Of the loading: what comes late is not shown. */
  run: number;
  /** Since they were asked for: the list may not know them yet. */
  changes: readonly Change[];
}

export function createComments(client: Client): Comments {
  const all = new Map<string, Kept>();

  function keptOf(messageId: string): Kept {
    const kept = all.get(messageId) ?? { talk: createStore<Talk>({ list: null, failure: null }), run: 0, changes: [] };
    all.set(messageId, kept);
    return kept;
  }

  function change({ talk, changes }: Kept, to: Change): readonly Change[] {
    talk.update(({ list, failure }) => ({ list: list && { ...list, comments: to(list.comments) }, failure }));
    return [...changes, to];
  }

  return {
    of: (messageId) => keptOf(messageId).talk,
    async load(messageId) {
      const kept = keptOf(messageId);
      const mine = ++kept.run;
      kept.changes = [];
      kept.talk.update(({ list }) => ({ list, failure: null }));
      try {
        const list = await client.send<CommentList>({ method: "GET", path: pathOf(messageId) });
        if (mine !== kept.run) return;
        const comments = kept.changes.reduce((found, to) => to(found), list.comments);
        kept.talk.set({ list: { ...list, comments }, failure: null });
      } catch (failure) {
        if (mine === kept.run) kept.talk.update(({ list }) => ({ list, failure }));
      }
    },
    async send(messageId, text, key) {
      const kept = keptOf(messageId);
      const call = { method: "POST", path: pathOf(messageId), body: { text }, idempotencyKey: key } as const;
      const written = await client.send<Comment>(call);
      kept.changes = change(kept, (shown) => [...without(shown, written), written]);
    },
    async remove(comment) {
      const kept = keptOf(comment.messageId);
      const path = `${pathOf(comment.messageId)}/${encodeURIComponent(comment.commentId)}`;
      await client.send<Removal>({ method: "DELETE", path });
      kept.changes = change(kept, (shown) => without(shown, comment));
    },
    forget: () => all.clear(),
  };
}

function pathOf(messageId: string): string {
  return `/messages/${encodeURIComponent(messageId)}/comments`;
}

function without(comments: readonly Comment[], gone: Comment): Comment[] {
  return comments.filter((one) => one.commentId !== gone.commentId);
}
