/** What each part of a reading could be instead, from what the tenant's catalog holds. */
import type { CatalogEntry } from "../api/types.ts";
import { strings } from "../strings.ts";
import type { Choice } from "../ui/Menu.tsx";
import { plainName } from "./names.ts";
import { countedBack, type Granularity, granularityOf, periodLabel, shifted } from "./periods.ts";
import type { Reading } from "./rephrase.ts";

const said = strings.reading;
const MOST: Readonly<Partial<Record<Granularity, number>>> = { year: 5, quarter: 8, month: 12 };

export function metrics(reading: Reading, catalog: readonly CatalogEntry[]): Choice<string>[] {
  return catalog
    .filter((entry) => entry.targetOf === undefined)
    .map(({ subject, displayName }) => ({ value: subject, label: displayName, isChosen: subject === reading.metric }));
}

/** The periods with values, the granularity of the question first. */
export function periods(reading: Reading, catalog: readonly CatalogEntry[], fiscal: boolean): Choice<string>[] {
  if (reading.related) return []; // values correlate over many periods: there is no other single one
  const own = granularityOf(reading.periods[0] ?? "2025");
  const spans = Object.entries(entryOf(reading, catalog)?.periods ?? {}) as [
    Granularity,
    { first: string; last: string },
  ][];
  const sorted = spans.sort(([one], [two]) => Number(two === own) - Number(one === own) || order(one) - order(two));
  return sorted.flatMap(([grain, { first, last }]) =>
    countedBack(first, last, MOST[grain] ?? 0).map((key) => ({
      value: key,
      label: periodLabel(key, fiscal),
      isChosen: reading.periods.length === 1 && reading.periods[0] === key,
      group: said.grains[grain],
    })),
  );
}

function order(grain: Granularity): number {
  return ["quarter", "month", "year", "week", "day"].indexOf(grain);
}

export function dimensionValues(
  reading: Reading,
  dimension: string,
  catalog: readonly CatalogEntry[],
): Choice<string | null>[] {
  const values = entryOf(reading, catalog)?.dimensions?.[dimension] ?? [];
  const chosen = reading.filters[dimension] ?? [];
  return [
    { value: null, label: said.all(plainName(dimension)) },
    ...values.map((value) => ({ value, label: value, isChosen: chosen.includes(value) })),
  ];
}

export interface Narrowing {
  dimension: string;
  value: string;
}

/** Values of the dimensions that are neither filtered nor split by yet. */
export function narrowings(reading: Reading, catalog: readonly CatalogEntry[]): Choice<Narrowing>[] {
  const taken = new Set([...Object.keys(reading.filters), ...reading.groupBy]);
  const free = Object.entries(entryOf(reading, catalog)?.dimensions ?? {}).filter(
    ([dimension]) => !taken.has(dimension),
  );
  return free.flatMap(([dimension, values]) =>
    values.map((value) => ({ value: { dimension, value }, label: value, group: plainName(dimension) })),
  );
}

export function splits(reading: Reading, catalog: readonly CatalogEntry[]): Choice<string | null>[] {
  const dimensions = Object.keys(entryOf(reading, catalog)?.dimensions ?? {});
  const all: Choice<string | null>[] = dimensions.map((dimension) => ({
    value: dimension,
    label: said.by(plainName(dimension)),
    isChosen: reading.groupBy.includes(dimension),
  }));
  return reading.rank ? all : [{ value: null, label: said.noComparison }, ...all];
}

export function comparisons(reading: Reading, catalog: readonly CatalogEntry[]): Choice<string | null>[] {
  const last = reading.periods.at(-1);
  if (last === undefined) return [];
  const perYear = { quarter: 4, month: 12, year: 1, week: 0, day: 0 }[granularityOf(last)];
  const before = perYear ? shifted(last, -1) : null;
  const yearBefore = perYear > 1 ? shifted(last, -perYear) : null;
  const hasTarget = catalog.some((entry) => entry.targetOf === reading.metric);
  const choices: (Choice<string | null> | null)[] = [
    before === null ? null : { value: before, label: said.before(periodLabel(before)) },
    yearBefore === null ? null : { value: yearBefore, label: said.yearBefore(periodLabel(yearBefore)) },
    hasTarget ? { value: "target", label: said.target } : null,
    { value: null, label: said.noComparison },
  ];
  return choices
    .filter((choice) => choice !== null)
    .map((choice) => ({ ...choice, isChosen: choice.value === reading.against }));
}

function entryOf(reading: Reading, catalog: readonly CatalogEntry[]): CatalogEntry | undefined {
  return catalog.find((entry) => entry.subject === reading.metric);
}
