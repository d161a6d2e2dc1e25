/** Questions to begin with, made of what the tenant has loaded. */
import type { CatalogEntry } from "../api/types.ts";
import { strings } from "../strings.ts";
import { nameInside, plainName } from "./names.ts";
import { periodLabel, shifted } from "./periods.ts";

export interface Starter {
  kind: string;
  question: string;
}

export function starters(catalog: readonly CatalogEntry[]): Starter[] {
  const said = strings.welcome.kinds;
  const [main, other = main] = byBreadth(catalog);
  if (!main || !other) return [];
  const last = main.periods?.quarter?.last ?? main.periods?.month?.last ?? main.periods?.year?.last;
  if (last === undefined) return [];
  const [name, when] = [nameInside(main.displayName), periodLabel(last)];
  const dimension = Object.keys(main.dimensions ?? {})[0];
  const before = shifted(last, -1);
  const all: (Starter | null)[] = [
    { kind: said.why, question: `Why did ${name} change in ${when}?` },
    dimension ? { kind: said.split, question: `${main.displayName} by ${plainName(dimension)} in ${when}` } : null,
    before
      ? {
          kind: said.compare,
          question: `Compare ${nameInside(other.displayName)} in ${when} vs ${periodLabel(before)}`,
        }
      : null,
    { kind: said.ahead, question: `Forecast ${name} for the next quarter` },
  ];
  return all.filter((starter) => starter !== null);
}

/** Metrics with more to ask about first. */
function byBreadth(catalog: readonly CatalogEntry[]): CatalogEntry[] {
  const breadth = (entry: CatalogEntry) =>
    Object.keys(entry.dimensions ?? {}).length * 10 + Object.keys(entry.periods ?? {}).length;
  return catalog.filter((entry) => entry.targetOf === undefined).sort((one, two) => breadth(two) - breadth(one));
}
