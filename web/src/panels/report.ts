import type { Call, Client } from "../api/client.ts";
import { createStore, type Store } from "../lib/store.ts";

/** What one call gave. */
export interface Told<T> {
  /** The call that it is of, as text. */
  of: string;
  report: T | null;
  failure: unknown;
}

/** What is asked for by one call at a time: of those before nothing is shown any more, however late it comes. */
export interface Report<T> {
  told: Store<Told<T>>;
  /** Asks; gives what ends it, asked again or not. Null asks for nothing. */
  ask(call: Call | null): () => void;
  /** Asks again. */
  retry(): void;
}

export function nameOf(call: Call | null): string {
  return JSON.stringify(call);
}

export function createReport<T>(client: Client): Report<T> {
  const told = createStore<Told<T>>({ of: "", report: null, failure: null });
  let asked: Call | null = null;
  let under = new AbortController();

  function ask(call: Call | null): () => void {
    under.abort();
    const mine = new AbortController();
    [asked, under] = [call, mine];
    const of = nameOf(call);
    const tell = (what: Partial<Told<T>>) => {
      if (!mine.signal.aborted) told.set({ of, report: null, failure: null, ...what });
    };
    tell({});
    if (call !== null) {
      client.send<T>({ ...call, signal: mine.signal }).then(
        (report) => tell({ report }),
        (failure: unknown) => tell({ failure }),
      );
    }
    return () => under.abort();
  }

  return { told, ask, retry: () => void ask(asked) };
}
