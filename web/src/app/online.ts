import { createStore } from "../lib/store.ts";

/** Whether the machine has a network at all; that the service answers is another matter. */
export const online = createStore(navigator.onLine);

addEventListener("online", () => online.set(true));
addEventListener("offline", () => online.set(false));
