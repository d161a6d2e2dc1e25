import type { CatalogEntry } from "../api/types.ts";

/** The metrics in whose id or names all the words occur, in the order of their names. */
export function fitting(metrics: readonly CatalogEntry[], search: string): CatalogEntry[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (entry: CatalogEntry) => {
    const names = [entry.subject, entry.displayName, ...(entry.synonyms ?? [])].join("\n").toLowerCase();
    return words.every((word) => names.includes(word));
  };
  return metrics.filter(has).sort((one, two) => one.displayName.localeCompare(two.displayName));
}

/** The names as typed: trimmed, none empty, none twice (upper and lower case are the same). */
export function distinct(names: readonly string[]): string[] {
  const known = new Map<string, string>();
  for (const name of names.map((one) => one.trim().replace(/\s+/g, " ")).filter(Boolean)) {
    if (!known.has(name.toLowerCase())) known.set(name.toLowerCase(), name);
  }
  return [...known.values()];
}
