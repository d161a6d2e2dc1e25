import { createStore, type Store } from "../lib/store.ts";

const KEY = "salestalk.draft";

/** What stands in the ask box; it outlives a reload, a lost connection and a sign-in, in this tab. */
export const draft = createStore("");

/** Keeps the draft, for who typed it alone; gives what is to be called with whoever is signed in. */
export function keepDraft(typed: Store<string>, keep: Storage): (user: string) => void {
  let user = "";
  typed.subscribe(() => {
    if (typed.get()) keep.setItem(KEY, JSON.stringify([user, typed.get()]));
    else keep.removeItem(KEY);
  });
  return (next) => {
    user = next;
    const [of, text] = keptIn(keep);
    if (of !== next) keep.removeItem(KEY);
    typed.set(of === next ? text : "");
  };
}

/** Whose it is, and what. */
function keptIn(keep: Storage): [string | null, string] {
  try {
    const [of, text] = JSON.parse(keep.getItem(KEY) ?? "") as [string, string];
    return [of, String(text)];
  } catch {
    return [null, ""]; // there is none, or none of ours
  }
}
