import { createStore, type Store } from "../lib/store.ts";

/** One page of a list, and where the next one begins. */
export interface Slice<T> {
  items: readonly T[];
  nextCursor?: string | undefined;
}

export type Load<T> = (cursor: string | undefined) => Promise<Slice<T>>;
export type Change<T> = (items: readonly T[]) => readonly T[];

export interface Paged<T> {
  items: readonly T[];
  phase: "loading" | "ready" | "failed";
  failure: unknown;
  cursor: string | undefined;
}

/** A list that is loaded page by page. */
export interface Paging<T> {
  state: Store<Paged<T>>;
  /** Begins anew, with this from now on; gives what ends it. */
  start(load: Load<T>): () => void;
  /** Loads the next page, or the failed one again. */
  more(): void;
  /** Changes what is shown, without asking the service; a page that is on its way does not take it back. */
  change(to: Change<T>): void;
}

export function createPaging<T>(): Paging<T> {
  const state = createStore<Paged<T>>({ items: [], phase: "loading", failure: null, cursor: undefined });
  let load: Load<T> = async () => ({ items: [] });
  let run = 0; // what comes late is not shown
  let changes: readonly Change<T>[] = []; // since the page was asked for, which may not know them yet

  async function fetchFrom(from: string | undefined): Promise<void> {
    const mine = ++run;
    changes = [];
    state.update((shown) => ({ ...shown, phase: "loading" }));
    try {
      const { items, nextCursor } = await load(from);
      if (mine !== run) return;
      const fresh = changes.reduce((all, change) => change(all), items);
      const before = from === undefined ? [] : state.get().items;
      state.set({ items: [...before, ...fresh], phase: "ready", failure: null, cursor: nextCursor });
    } catch (failure) {
      if (mine === run) state.update((shown) => ({ ...shown, phase: "failed", failure }));
    }
  }

  return {
    state,
    start(from) {
      load = from;
      state.update((shown) => ({ ...shown, items: [], cursor: undefined }));
      void fetchFrom(undefined);
      return () => {
        run++;
      };
    },
    more: () => void fetchFrom(state.get().cursor),
    change(to) {
      changes = [...changes, to];
      state.update((shown) => ({ ...shown, items: to(shown.items) }));
    },
  };
}
