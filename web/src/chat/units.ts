/** How the service prints amounts of each unit; the page prints and finds them the same way. */
import { absolute, type Decimal, decimal, type Exact, grouped } from "../lib/exact.ts";

const SYMBOLS: Readonly<Record<string, string>> = {
  USD: "$",
  EUR: "€",
  GBP: "£",
  JPY: "¥",
  INR: "₹",
  KRW: "₩",
  CAD: "CA$",
  AUD: "A$",
  BRL: "R$",
  CNY: "CN¥",
  MXN: "MX$",
  SGD: "S$",
  HKD: "HK$",
  NZD: "NZ$",
  ILS: "₪",
};
const FRACTIONS: ReadonlySet<string> = new Set(["ratio", "rate", "share"]);
const PERCENTS: ReadonlySet<string> = new Set(["percent", "%", "pct"]);
const COUNTS: ReadonlySet<string> = new Set(["count", "number", "units", "pieces"]);

/** Every sign of a currency that may stand before an amount, the longest first. */
export const CURRENCY_SIGNS: readonly string[] = Object.values(SYMBOLS).sort((one, two) => two.length - one.length);

/** Whether it is a currency without a sign of its own, whose code is printed. */
export function isCurrencyCode(unit: string): boolean {
  return /^[A-Z]{3}$/.test(unit) && SYMBOLS[unit] === undefined;
}

/** What is printed before amounts in a currency; empty for other units. */
export function symbolOf(unit: string): string {
  return SYMBOLS[unit] ?? (isCurrencyCode(unit) ? `${unit} ` : "");
}

export function isFraction(unit: string): boolean {
  return FRACTIONS.has(unit);
}

/** Whether differences of the unit are points. */
export function isPercentage(unit: string): boolean {
  return FRACTIONS.has(unit) || PERCENTS.has(unit);
}

/** The whole value with its unit, nothing rounded: `$2,500,000`, `35 %`, `1,284`. */
export function exactText(value: Exact, unit: string): string {
  const number = decimal(value);
  if (number === null) return `${value} ${unit}`;
  if (isFraction(unit)) return `${grouped(hundredfold(number))} %`;
  if (PERCENTS.has(unit)) return `${grouped(number)} %`;
  const sign = number.digits < 0n ? "−" : "";
  const symbol = symbolOf(unit);
  if (symbol) return sign + symbol + grouped(absolute(number));
  return COUNTS.has(unit) ? grouped(number) : `${grouped(number)} ${unit === "x" ? "×" : unit}`;
}

function hundredfold(number: Decimal): Decimal {
  return { digits: number.digits * 100n, scale: number.scale };
}
