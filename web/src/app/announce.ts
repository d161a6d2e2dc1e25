import { createStore } from "../lib/store.ts";

/** What a screen reader is told next, politely. */
export const announcement = createStore("");

export function announce(text: string): void {
  announcement.set(text === announcement.get() ? `${text}\u00a0` : text); // the same words twice are told twice
}
