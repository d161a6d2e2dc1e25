/** Reads JSON and keeps decimals exact: a `value` beside a `unit`, and `now` beside a `reference`, stay the text they were. */
export function parseJson(text: string): unknown {
  return JSON.parse(text, exactly as (this: unknown, key: string, value: unknown) => unknown);
}

const BESIDE: Record<string, string> = { value: "unit", now: "reference" };

function exactly(this: object, key: string, value: unknown, context?: { source?: string }): unknown {
  const beside = BESIDE[key];
  if (typeof value !== "number" || beside === undefined || !(beside in this)) return value;
  return context?.source ?? String(value);
}
