import type { Api } from "../api/calls.ts";
import type { CatalogEntry } from "../api/types.ts";
import { createStore, type Store } from "../lib/store.ts";

/** Not known yet, which is empty too. */
export const NO_CATALOG: readonly CatalogEntry[] = [];

/** The tenant's metrics; `NO_CATALOG` until they are loaded. */
export interface Catalog extends Pick<Store<readonly CatalogEntry[]>, "get" | "subscribe"> {
  /** Asks for all of them. What comes later than what was asked for later is not shown. Rejects as `Client.send` does. */
  load(): Promise<void>;
  /** Shows what somebody changed; a list that was asked for before does not take it back. */
  change(entry: CatalogEntry): void;
  /** Leaves nothing to the next user, not even what is still on its way. */
  forget(): void;
}

export function createCatalog(api: Pick<Api, "catalog">): Catalog {
  const { get, set, update, subscribe } = createStore(NO_CATALOG);
  let asked = 0;
  let shown = 0; // which of those asked for
  return {
    get,
    subscribe,
    async load() {
      const mine = ++asked;
      const { metrics } = await api.catalog();
      if (mine <= shown) return;
      shown = mine;
      const known = new Map(get().map((entry) => [entry.subject, entry]));
      set(metrics.map((entry) => later(entry, known.get(entry.subject))));
    },
    change: (entry) => update((all) => all.map((one) => (one.subject === entry.subject ? later(entry, one) : one))),
    forget() {
      shown = ++asked;
      set(NO_CATALOG);
    },
  };
}

/** What came now, unless what is known already was changed after it. */
function later(entry: CatalogEntry, known: CatalogEntry | undefined): CatalogEntry {
  return known !== undefined && (known.revision ?? 0) > (entry.revision ?? 0) ? known : entry;
}
