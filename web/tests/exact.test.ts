import { describe, expect, test } from "vitest";
import { parseJson } from "../src/api/json.ts";
import { exactText } from "../src/chat/units.ts";
import { compare, type Decimal, decimal, grouped, minus } from "../src/lib/exact.ts";

function parsed(text: string): Decimal {
  const one = decimal(text);
  if (one === null) throw new Error(text);
  return one;
}

describe("decimals", () => {
  test.each([
    ["0", "0"],
    ["-0.50", "−0.5"],
    ["1234567.891", "1,234,567.891"],
    ["1.5E+3", "1,500"],
    ["25e-4", "0.0025"],
    ["99999999999999999999999999999999999999", "99,999,999,999,999,999,999,999,999,999,999,999,999"],
  ])("%s is shown as %s, to its last digit", (text, shown) => {
    expect(grouped(parsed(text))).toBe(shown);
  });

  test.each(["", "1,000", "NaN", "1e", "0x1"])("%j is no decimal", (text) => {
    expect(decimal(text)).toBeNull();
  });

  test("a difference that no floating-point number could hold is exact", () => {
    const difference = minus(parsed("10000000000000000.1"), parsed("10000000000000000"));
    expect(compare(difference, parsed("0.1"))).toBe(0);
  });
});

describe("amounts", () => {
  test.each([
    ["2500000", "USD", "$2,500,000"],
    ["-12.30", "EUR", "−€12.3"],
    ["12", "CHF", "CHF 12"],
    ["0.35", "ratio", "35 %"],
    ["35", "percent", "35 %"],
    ["1284", "count", "1,284"],
    ["3.5", "hours", "3.5 hours"],
  ])("%s %s reads %s", (value, unit, text) => {
    expect(exactText(value, unit)).toBe(text);
  });
});

describe("JSON", () => {
  test("a value beside a unit keeps every digit", () => {
    expect(parseJson('{"value": 12345678901234567890.10, "unit": "USD"}')).toEqual({
      value: "12345678901234567890.10",
      unit: "USD",
    });
  });

  test("other numbers are numbers", () => {
    const chart = '{"data": {"values": [{"value": 1.5, "id": "r1"}]}, "version": 2}';
    expect(parseJson(chart)).toEqual({ data: { values: [{ value: 1.5, id: "r1" }] }, version: 2 });
  });
});
