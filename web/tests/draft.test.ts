import { expect, test } from "vitest";
import { keepDraft } from "../src/app/draft.ts";
import { createStore } from "../src/lib/store.ts";

/** A page loaded in a tab that keeps these items. */
function loaded(items: Map<string, string>) {
  const draft = createStore("");
  const keep = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, text: string) => void items.set(key, text),
    removeItem: (key: string) => void items.delete(key),
  } as unknown as Storage;
  return { draft, signedIn: keepDraft(draft, keep) };
}

test("what was typed is there after a reload, and after signing in again", () => {
  const items = new Map<string, string>();
  const before = loaded(items);
  before.signedIn("ada@acme.example");
  before.draft.set("Why did");
  before.signedIn("ada@acme.example");
  expect(before.draft.get()).toBe("Why did");
  const after = loaded(items);
  after.signedIn("ada@acme.example");
  expect(after.draft.get()).toBe("Why did");
});

test.each(["in the same page", "after a reload"])("another user finds nothing of it %s", (when) => {
  const items = new Map<string, string>();
  const before = loaded(items);
  before.signedIn("ada@acme.example");
  before.draft.set("Why did our margin");
  const after = when === "after a reload" ? loaded(items) : before;
  after.signedIn("bob@other.example");
  expect(after.draft.get()).toBe("");
  expect(items.size).toBe(0);
});

test("nothing is kept of an empty box, nor of what is not ours", () => {
  const items = new Map([["salestalk.draft", "{}"]]);
  const { draft, signedIn } = loaded(items);
  signedIn("ada@acme.example");
  expect(draft.get()).toBe("");
  draft.set("Why");
  draft.set("");
  expect(items.size).toBe(0);
});
