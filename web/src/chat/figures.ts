/**
 * Finds the figures in an answer's text and the cited values they print. A figure prints a value when it equals it at its
 * printed precision, in its unit; where several values would do, the words around the figure decide (`likeness.ts`).
 */

import type { CitedReference, DerivedValue } from "../api/types.ts";
import { absolute, compare, type Decimal, decimal, minus, times } from "../lib/exact.ts";
import { type Around, isOutcomeOver, likeness, surroundings } from "./likeness.ts";
import { CURRENCY_SIGNS, isCurrencyCode, isFraction, isPercentage, symbolOf } from "./units.ts";

export type Value = CitedReference | DerivedValue;

/** A stretch of the text; with the id of the value it prints, if it is a figure. */
export interface Piece {
  text: string;
  id?: string;
  /** Of a figure: brackets and points that may not be parted from it at the end of a line. */
  before?: string;
  after?: string;
}

interface Printed {
  text: string;
  start: number;
  end: number;
  negative: boolean;
  signed: boolean;
  symbol: string;
  number: Decimal;
  /** What the last printed digit is worth, as a power of ten below one: half of it is how far a value may be. */
  half: Decimal;
  isShort: boolean;
  ending: string;
}

const POWERS: Readonly<Record<string, number>> = { "": 0, K: 3, M: 6, B: 9, T: 12 };

export function isReference(value: Value): value is CitedReference {
  return "source" in value;
}

/** The text in pieces, in order: joined they are the text. */
export function pieces(text: string, values: readonly Value[]): Piece[] {
  const found: Piece[] = [];
  let done = 0;
  const figures = [...text.matchAll(figureIn(values))].map(printed);
  const around = surroundings(text, figures);
  const computedFirst = [...values].sort((one, two) => Number(isReference(one)) - Number(isReference(two)));
  for (const [place, figure] of figures.entries()) {
    const words = around[place];
    const value = words && printedBy(figure, computedFirst, words);
    if (!value) continue;
    found.push({ text: text.slice(done, figure.start) }, { text: figure.text, id: value.id });
    done = figure.end;
  }
  return joined([...found, { text: text.slice(done) }]).filter((piece) => piece.text !== "");
}

/** The pieces with every figure holding on to what stands directly around it. */
function joined(all: readonly Piece[]): Piece[] {
  const result = all.map((piece) => ({ ...piece }));
  for (const [place, piece] of result.entries()) {
    const [previous, next] = [result[place - 1], result[place + 1]];
    if (piece.id === undefined || previous === undefined || next === undefined) continue;
    piece.before = /\S*$/.exec(previous.text)?.[0] ?? "";
    piece.after = /^\S*/.exec(next.text)?.[0] ?? "";
    previous.text = previous.text.slice(0, previous.text.length - piece.before.length);
    next.text = next.text.slice(piece.after.length);
  }
  return result;
}

/** What a figure looks like, among values of these units: sign, currency, digits, scale, ending. */
function figureIn(values: readonly Value[]): RegExp {
  const codes = new Set(values.map((value) => value.unit).filter(isCurrencyCode));
  const signs = [...[...codes].map((code) => `${code} `), ...CURRENCY_SIGNS].map((sign) => sign.replace("$", "\\$"));
  return new RegExp(
    `(?<![\\p{L}\\p{N}.,/–-]|= |\\(of |last )([+−]?)(${signs.join("|")})?(\\d{1,3}(?:,\\d{3})+|\\d{1,3})(?:\\.(\\d+))?([KMBT]?)` +
      "( %| points|x)?(?![\\p{L}\\p{N}]|,\\d|\\.\\d)",
    "gu",
  );
}

function printed(match: RegExpExecArray): Printed {
  const [text, sign = "", symbol = "", whole = "", fraction = "", letter = "", ending = ""] = match;
  const power = POWERS[letter] ?? 0;
  return {
    text,
    start: match.index,
    end: match.index + text.length,
    negative: sign === "−",
    signed: sign !== "",
    symbol,
    number: { digits: BigInt(whole.replaceAll(",", "") + fraction) * 10n ** BigInt(power), scale: fraction.length },
    half: { digits: 5n * 10n ** BigInt(power), scale: fraction.length + 1 },
    isShort: letter !== "",
    ending,
  };
}

interface Match {
  value: Value;
  isClose: boolean;
  score: number;
  off: Decimal;
}

function printedBy(figure: Printed, values: readonly Value[], around: Around): Value | undefined {
  let best: Match | undefined;
  for (const value of values) {
    const off = distance(figure, value);
    if (off === null) continue;
    const match = { value, isClose: isClose(figure, off), score: likeness(value, around), off };
    if (!best || isBetter(match, best, around)) best = match;
  }
  return best?.value;
}

function isBetter(one: Match, best: Match, around: Around): boolean {
  if (one.isClose !== best.isClose) return one.isClose;
  if (one.score !== best.score) return one.score > best.score;
  if (isOutcomeOver(best.value, one.value, around)) return false;
  return isOutcomeOver(one.value, best.value, around) || compare(one.off, best.off) < 0;
}

/** How far the value is from what is printed; null when the figure does not print it. */
function distance(figure: Printed, value: Value): Decimal | null {
  const number = decimal(value.value);
  if (number === null || !isInUnit(figure, value.unit)) return null;
  if (figure.signed && figure.negative !== number.digits < 0n) return null;
  const shown = isFraction(value.unit) ? times(number, 100n) : number;
  const off = absolute(minus(absolute(shown), figure.number));
  return compare(off, figure.half) <= 0 ? off : null;
}

/** Noughts at the end are not printed: `€1M` has three digits that count, `8 %` one behind the point. */
function isClose(figure: Printed, off: Decimal): boolean {
  if (figure.isShort) return compare(times(off, 200n), figure.number) <= 0;
  return !figure.ending || compare(off, { digits: 5n, scale: 2 }) <= 0;
}

function isInUnit(figure: Printed, unit: string): boolean {
  if (figure.ending === "x") return unit === "x";
  if (figure.ending === " points" && unit === "points") return true;
  if (figure.ending) return isPercentage(unit) && figure.symbol === "";
  return figure.symbol === symbolOf(unit) && !isPercentage(unit);
}
