import { createStore, type Store } from "../lib/store.ts";

/** A comment that is being written. */
export interface Draft {
  text: string;
  /** Sent as its Idempotency-Key: however often it is sent, it is written once. Another text has another one. */
  key: string;
}

/** Comments that were begun, by the answer they are about; they outlive failures and other pages, and end with the user. */
export interface Drafts {
  all: Store<ReadonlyMap<string, Draft>>;
  write(messageId: string, text: string): void;
  forget(): void;
}

export function createDrafts(newKey: () => string = () => crypto.randomUUID()): Drafts {
  const all = createStore<ReadonlyMap<string, Draft>>(new Map());
  return {
    all,
    write(messageId, text) {
      const changed = new Map(all.get());
      if (text === "") changed.delete(messageId);
      else changed.set(messageId, { text, key: newKey() });
      all.set(changed);
    },
    forget: () => all.set(new Map()),
  };
}
