import { useEffect, useState } from "react";
import { useStore } from "../lib/store.ts";
import { type Change, createPaging, type Load, type Paged } from "./paging.ts";

export interface Loaded<T> extends Pick<Paged<T>, "items" | "phase" | "failure"> {
  /** Whether there is more than what was loaded. */
  hasMore: boolean;
  more(): void;
  change(to: Change<T>): void;
}

/** A list that is loaded page by page; anew when `load` is another function (give it a stable one). */
export function useLoaded<T>(load: Load<T>): Loaded<T> {
  const [{ state, start, more, change }] = useState(() => createPaging<T>());
  const { items, phase, failure, cursor } = useStore(state);
  useEffect(() => start(load), [start, load]);
  return { items, phase, failure, hasMore: cursor !== undefined, more, change };
}
