/**
 * Says a reading in words again, so that a part of it can be changed and asked anew. The words are those the parser
 * understands best: a full question, which needs nothing from the questions before.
 */
import type { CatalogEntry, ChatAnswer, Intent, Rank } from "../api/types.ts";
import { capital, isPlural, metricName, nameInside, plainName, plural } from "./names.ts";
import { granularityOf, periodLabel, runLabel } from "./periods.ts";

/** What a question asks for. */
export interface Reading {
  intent: Intent;
  metric: string;
  periods: readonly string[];
  /** What the periods are held against: a period, or the target. */
  against: string | "target" | null;
  filters: Readonly<Record<string, readonly string[]>>;
  groupBy: readonly string[];
  rank: Rank | null;
  related: string | null;
}

const AGAINST = /^with (?:fiscal )?(.+)$/;

/** The reading of an answer; null when no metric was understood. */
export function readingOf(answer: ChatAnswer): Reading | null {
  const { classification: asked, interpretation } = answer;
  const metric = interpretation.metric;
  if (!metric) return null;
  const keys = interpretation.periods?.length ? interpretation.periods : (asked.timeRange?.keys ?? []);
  const against = againstOf(answer, keys);
  const filters = (asked.filters ?? []).filter((filter) => (filter.op ?? "eq") === "eq");
  return {
    intent: asked.intent,
    metric,
    periods: against === null || against === "target" ? keys : keys.filter((key) => key !== against),
    against,
    filters: Object.fromEntries(filters.map(({ key, value }) => [key, typeof value === "string" ? [value] : value])),
    groupBy: interpretation.groupBy ?? [],
    rank: asked.rank ?? null,
    related: asked.relatedSubject ?? null,
  };
}

function againstOf(answer: ChatAnswer, keys: readonly string[]): string | "target" | null {
  if (answer.classification.timeRange?.comparison === "target" || answer.classification.intent === "target")
    return "target";
  const named = AGAINST.exec(answer.interpretation.comparison ?? "")?.[1];
  return keys.find((key) => periodLabel(key) === named) ?? null;
}

/** The reading as a question. */
export function question(reading: Reading, catalog: readonly CatalogEntry[]): string {
  const name = nameInside(metricName(reading.metric, catalog));
  const [scope, by, within] = [scopeText(reading), byText(reading), withinText(reading)];
  const { intent, against, rank, related, periods } = reading;
  if (related) return `How does ${name} correlate with ${nameInside(metricName(related, catalog))}${scope}${within}?`;
  if (rank) return `${ranked(rank)} ${ranks(reading, rank)} by ${name}${scope}${within}`;
  if (against === "target") return `Did we meet the ${name} target${scope}${within}?`;
  if (intent === "root_cause")
    return `Why did ${name} change${scope}${within}${against ? ` compared with ${periodLabel(against)}` : ""}?`;
  if (against !== null) return `Compare ${name}${by}${scope}${within} vs ${periodLabel(against)}`;
  if (intent === "prediction") return `Forecast ${name}${scope}${periods.length ? ` for ${runLabel(periods)}` : ""}`;
  if (intent === "anomaly") return `Which ${grain(reading)}s were unusual for ${name}${scope}${within}?`;
  if (by !== "") return `${capital(name)}${by}${scope}${within}`;
  if (periods.length > 1) return `${capital(name)} by ${grain(reading)}${scope}${within}`;
  return `What ${isPlural(name) ? "were" : "was"} ${name}${scope}${within}?`;
}

function ranked({ direction, limit }: Rank): string {
  return `${direction === "top" ? "Top" : "Bottom"} ${limit}`;
}

function ranks({ groupBy }: Reading, { limit }: Rank): string {
  return groupBy.map((dimension) => (limit === 1 ? plainName(dimension) : plural(plainName(dimension)))).join(" and ");
}

function scopeText({ filters }: Reading): string {
  const parts = Object.values(filters).filter((values) => values.length > 0);
  return parts.map((values) => ` for ${values.join(" and ")}`).join("");
}

function byText({ groupBy }: Reading): string {
  return groupBy.length ? ` by ${groupBy.map(plainName).join(" and ")}` : "";
}

function withinText({ periods }: Reading): string {
  if (periods.length === 0) return "";
  return periods.length === 1 ? ` in ${runLabel(periods)}` : ` from ${runLabel(periods)}`;
}

function grain({ periods }: Reading): string {
  return granularityOf(periods[0] ?? "2025-01");
}
