import type { Client } from "../api/client.ts";
import type { Pin, PinList } from "../api/types.ts";
import { createStore, type Store } from "../lib/store.ts";

export interface Pinned {
  items: readonly Pin[];
  phase: "unknown" | "loading" | "ready" | "failed";
  failure?: unknown;
  nextCursor?: string | undefined;
}

/** The tenant's pinned answers, as far as they were loaded; the newest first. */
export interface Pins {
  list: Store<Pinned>;
  /** Loads the first page, unless that was done. */
  know(): void;
  /** Loads the first page anew. */
  load(): Promise<void>;
  /** Loads what follows; tries again what failed. */
  more(): Promise<void>;
  /** Pins, or gives what is pinned another note; an empty one takes it away. Rejects as `Client.send` does. */
  pin(messageId: string, note: string): Promise<void>;
  /** Rejects as `Client.send` does. */
  unpin(messageId: string): Promise<void>;
  /** Leaves nothing to the next user, not even what is still on its way. */
  forget(): void;
}

const PAGE = 100;
const NONE: Pinned = { items: [], phase: "unknown" };

export function createPins(client: Client): Pins {
  const list = createStore<Pinned>(NONE);
  let run = 0; // of the loading: what comes late is not shown
  let user = 0;

  async function page(cursor: string | undefined): Promise<void> {
    const mine = ++run;
    list.update((shown) => ({ ...shown, phase: "loading" }));
    try {
      const loaded = await client.send<PinList>({ method: "GET", path: "/pins", query: { limit: PAGE, cursor } });
      if (mine !== run) return;
      list.update(({ items }) => ({
        items: [...(cursor === undefined ? [] : without(items, loaded.pins)), ...loaded.pins],
        phase: "ready",
        nextCursor: loaded.nextCursor,
      }));
    } catch (failure) {
      if (mine === run) list.update((shown) => ({ ...shown, phase: "failed", failure }));
    }
  }

  /** What was changed here is shown at once, and no page that was asked for before is. */
  function change(items: (shown: readonly Pin[]) => readonly Pin[]): void {
    const isLoading = list.get().phase === "loading";
    list.update((shown) => ({ ...shown, items: items(shown.items) }));
    if (isLoading) void page(undefined);
  }

  return {
    list,
    know() {
      if (list.get().phase === "unknown") void page(undefined);
    },
    load: () => page(undefined),
    more: () => page(list.get().nextCursor),
    async pin(messageId, note) {
      const mine = user;
      const body = note.trim() ? { note: note.trim() } : {};
      const pin = await client.send<Pin>({ method: "PUT", path: pathOf(messageId), body, inTurn: pathOf(messageId) });
      if (mine === user) change((shown) => upserted(shown, pin));
    },
    async unpin(messageId) {
      const mine = user;
      await client.send({ method: "DELETE", path: pathOf(messageId), inTurn: pathOf(messageId) });
      if (mine === user) change((shown) => shown.filter((one) => one.messageId !== messageId));
    },
    forget() {
      run++;
      user++;
      list.set(NONE);
    },
  };
}

function pathOf(messageId: string): string {
  return `/messages/${encodeURIComponent(messageId)}/pin`;
}

function without(items: readonly Pin[], others: readonly Pin[]): Pin[] {
  const known = new Set(others.map((one) => one.messageId));
  return items.filter((one) => !known.has(one.messageId));
}

function upserted(items: readonly Pin[], pin: Pin): Pin[] {
  return [pin, ...without(items, [pin])].sort((one, other) => other.pinnedAt - one.pinnedAt);
}
