import { createStore, useStore } from "../lib/store.ts";

/** Where the user is: the parts of the address after `#/`. `#/s/<sessionId>` is `["s", "<sessionId>"]`. */
export type Route = readonly string[];

export function parseRoute(hash: string): Route {
  return hash
    .replace(/^#\/?/, "")
    .split("/")
    .filter((part) => part !== "")
    .map(unescaped);
}

function unescaped(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function href(...parts: string[]): string {
  return `#/${parts.map(encodeURIComponent).join("/")}`;
}

const current = createStore<Route>(parseRoute(location.hash));
addEventListener("hashchange", () => current.set(parseRoute(location.hash)));

export function useRoute(): Route {
  return useStore(current);
}

export function route(): Route {
  return current.get();
}

/** Goes there as a link would; `replace` leaves no step back. */
export function go(parts: string[], { replace = false } = {}): void {
  if (!replace) {
    location.hash = href(...parts);
    return;
  }
  history.replaceState(null, "", href(...parts));
  current.set(parts);
}
