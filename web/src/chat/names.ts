import type { CatalogEntry } from "../api/types.ts";

/** A metric's name as the tenant gave it; its id in words while the catalog is not loaded. */
export function metricName(subject: string, catalog: readonly CatalogEntry[]): string {
  return catalog.find((entry) => entry.subject === subject)?.displayName ?? capital(plainName(subject));
}

/** The name as it stands within a sentence: "gross profit", but "ARR". */
export function nameInside(name: string): string {
  const first = name.split(" ")[0] ?? "";
  return first.slice(1) === first.slice(1).toLowerCase() && first.length > 1
    ? name.charAt(0).toLowerCase() + name.slice(1)
    : name;
}

/** Whether a metric's name is a plural, as far as its ending tells. */
export function isPlural(name: string): boolean {
  const words = name.split(" ");
  if (words.length > 1 && /(ed|due|held|lost|open|paid|sent|sold|won)$/.test(words.at(-1) ?? "")) words.pop();
  return /[a-z]s$/.test(words.at(-1) ?? "") && !/(ss|us|is|ics)$/.test(words.at(-1) ?? "");
}

export function plural(name: string): string {
  return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}

export function plainName(name: string): string {
  return name.replaceAll("_", " ");
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
