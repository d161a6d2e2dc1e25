/** A decimal as the API wrote it, every digit of it. Never a JavaScript number on the way to the reader's eye. */
export type Exact = string;

/** `digits × 10^-scale`. */
export interface Decimal {
  digits: bigint;
  scale: number;
}

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Reads a decimal; null for what is none. */
export function decimal(text: Exact): Decimal | null {
  const match = DECIMAL.exec(text);
  if (!match) return null;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(`${sign === "-" ? "-" : ""}${whole}${fraction}`);
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale };
}

export function times(one: Decimal, factor: bigint): Decimal {
  return { digits: one.digits * factor, scale: one.scale };
}

export function absolute(one: Decimal): Decimal {
  return one.digits < 0n ? { digits: -one.digits, scale: one.scale } : one;
}

export function minus(one: Decimal, other: Decimal): Decimal {
  const scale = Math.max(one.scale, other.scale);
  return { digits: raised(one, scale) - raised(other, scale), scale };
}

/** Negative, zero or positive, as for sorting. */
export function compare(one: Decimal, other: Decimal): number {
  const { digits } = minus(one, other);
  return digits < 0n ? -1 : digits > 0n ? 1 : 0;
}

function raised(one: Decimal, scale: number): bigint {
  return one.digits * 10n ** BigInt(scale - one.scale);
}

/** The decimal as plain digits with thousands set apart: `-1,234,567.89`. Nothing is rounded. */
export function grouped(one: Decimal): string {
  const { digits, scale } = absolute(one);
  const text = digits.toString().padStart(scale + 1, "0");
  const whole = text.slice(0, text.length - scale).replace(/\B(?=(\d{3})+$)/g, ",");
  const fraction = scale ? text.slice(-scale).replace(/0+$/, "") : "";
  return `${one.digits < 0n ? "−" : ""}${whole}${fraction ? `.${fraction}` : ""}`;
}
