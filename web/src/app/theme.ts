import { createStore } from "../lib/store.ts";

export type Theme = "system" | "light" | "dark";

const KEY = "salestalk.theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

export const theme = createStore<Theme>(kept());

/** Whether dark colors are shown now, whoever decided it. */
export const isDark = createStore(false);

export function chooseTheme(chosen: Theme): void {
  theme.set(chosen);
  localStorage.setItem(KEY, chosen);
  apply();
}

/** Shows the chosen colors, before anything is painted. */
export function startTheme(): void {
  apply();
  dark.addEventListener("change", apply);
}

function apply(): void {
  const chosen = theme.get();
  const shown = chosen === "system" ? (dark.matches ? "dark" : "light") : chosen;
  document.documentElement.dataset.theme = shown;
  isDark.set(shown === "dark");
}

function kept(): Theme {
  const text = localStorage.getItem(KEY);
  return text === "light" || text === "dark" ? text : "system";
}
