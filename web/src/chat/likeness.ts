/** Which of several equal values a figure means: the one whose name stands nearest to it. */

import type { Value } from "./figures.ts";
import { periodLabel } from "./periods.ts";

/** The words around a figure that say what it is, the nearest ones apart. */
export interface Around {
  after: ReadonlySet<string>;
  before: ReadonlySet<string>;
  sentence: ReadonlySet<string>;
  /** Whether it is where something came to: "… to 5", "stayed at 5". */
  isOutcome: boolean;
}

interface Span {
  start: number;
  end: number;
}

/** Where one statement ends and the next one begins. */
const BOUNDARY = /[.;:,]\s|\sand\s/g;
const SENTENCE = /\.\s/g;
/** How the service tells the ends of an interval: in brackets, or "between … and …". */
const LOW = /(?:\(|between )$/;
const TO_HIGH = /^(?: to | and )$/;
const OUTCOME = / (?:to|at) $/;
const CHANGE = /^(?:change|growth) of /;
/** What it takes from a change that it stands where an outcome does. */
const CONTRARY = 4;
/** Words of the text for words of a label, where they differ. */
const SAID: Readonly<Record<string, string>> = {
  weight: "mix",
  within: "rate",
  them: "all",
  each: "all",
  below: "unexpected",
  above: "unexpected",
};
/** Words that say nothing of what a value is. */
const LITTLE = new Set(["of", "in", "by", "to", "the", "for"]);

/** What stands around each of the figures, in their order. */
export function surroundings(text: string, figures: readonly Span[]): Around[] {
  const all = figures.map((figure, place) => aroundOf(text, figure, figures[place + 1]));
  for (const [place, low] of all.entries()) {
    const [figure, next, high] = [figures[place], figures[place + 1], all[place + 1]];
    if (!figure || !next || !high || !LOW.test(text.slice(0, figure.start))) continue;
    if (!TO_HIGH.test(text.slice(figure.end, next.start))) continue;
    const { before } = low; // the forecast and its period are told before the interval
    all[place] = { ...low, before: new Set([...before, "low", "end"]) };
    all[place + 1] = { ...high, before: new Set([...before, "high", "end"]), isOutcome: false };
  }
  return all;
}

function aroundOf(text: string, figure: Span, next: Span | undefined): Around {
  const head = text.slice(0, figure.start);
  return {
    after: wordsOf(text.slice(figure.end, next?.start).split(BOUNDARY)[0] ?? ""),
    before: wordsOf(head.split(BOUNDARY).at(-1) ?? ""),
    sentence: wordsOf(head.split(SENTENCE).at(-1) ?? ""),
    isOutcome: OUTCOME.test(head),
  };
}

/** How much of the value's own name is around the figure: the nearer the more; other words of it count a little less. */
export function likeness(value: Value, around: Around): number {
  const own = [...wordsOf(nameOf(value))];
  const weight = (word: string) =>
    around.after.has(word) ? 4 : around.before.has(word) ? 2 : around.sentence.has(word) ? 1 : 0;
  const isContrary = around.isOutcome && CHANGE.test(nameOf(value));
  return own.reduce((sum, word) => sum + weight(word), isContrary ? -CONTRARY : 0) * 100 - own.length;
}

/** Of two that are alike, whether the one is what something came to: a stored value, of the later period. */
export function isOutcomeOver(one: Value, other: Value, around: Around): boolean {
  if (!around.isOutcome || !("source" in one)) return false;
  return !("source" in other) || one.period > other.period;
}

function nameOf(value: Value): string {
  if (!("source" in value)) return value.label;
  return [value.metric.replaceAll("_", " "), periodLabel(value.period), ...Object.values(value.dimensions ?? {})].join(
    " ",
  );
}

function wordsOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? [];
  return new Set(words.filter((word) => !LITTLE.has(word)).flatMap((word) => [word, SAID[word] ?? word]));
}
