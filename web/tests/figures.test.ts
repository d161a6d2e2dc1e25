import { describe, expect, test } from "vitest";
import { type Piece, pieces, type Value } from "../src/chat/figures.ts";
import told from "./answers/figures.json" with { type: "json" };
import { recorded } from "./recorded.ts";

const NAMES = ["lookup", "margin-fell", "top-regions", "compare-emea", "target", "forecast", "two-regions", "unusual"];

function found(name: string): Record<string, string> {
  const answer = recorded(name);
  const values = [...(answer.dataReferences ?? []), ...(answer.derived ?? [])];
  const figures = pieces(answer.answer, values).filter((piece): piece is Required<Piece> => piece.id !== undefined);
  const labels = new Map(
    values.map((value) => [
      value.id,
      "label" in value ? value.label : `${value.period} ${Object.values(value.dimensions ?? {})}`.trim(),
    ]),
  );
  return Object.fromEntries(figures.map(({ text, id }) => [text, labels.get(id) ?? ""]));
}

describe("figures of recorded answers", () => {
  test.each(NAMES)("every figure that the service checked in %s leads somewhere", (name) => {
    const answer = recorded(name);
    const values = [...(answer.dataReferences ?? []), ...(answer.derived ?? [])];
    const figures = pieces(answer.answer, values).filter((piece) => piece.id !== undefined);
    expect(figures).toHaveLength(answer.qualityMetrics.factsTotal);
  });

  test.each(NAMES)("the pieces of %s are its text", (name) => {
    const answer = recorded(name);
    expect(
      pieces(answer.answer, [...(answer.dataReferences ?? [])])
        .map((piece) => `${piece.before ?? ""}${piece.text}${piece.after ?? ""}`)
        .join(""),
    ).toBe(answer.answer);
  });

  test("values that print alike are told apart by the words around them", () => {
    expect(found("margin-fell")).toMatchObject({
      "3.0 points": "change of Gross margin",
      "−3.0 points": "contribution of Pumps",
      "−0.1 points": "contribution of Spare Parts",
      "+0.1 points": "contribution of Valves",
      "35 %": "2025-Q3",
      "32 %": "2025-Q4",
    });
  });

  test("a figure of a slice leads to the slice", () => {
    expect(found("compare-emea")).toEqual({
      $215K: "change of Revenue",
      "53.1 %": "growth of Revenue",
      $405K: "2025-Q2 EMEA",
      $621K: "2025-Q3 EMEA",
    });
  });
});

/** A value of `answers/figures.json`: a computed one as id, label, value, unit; a stored one with metric, period, slice. */
function cited(fields: (typeof told)[number]["values"][number]): Value {
  const texts = fields.map(String);
  const [id = "", name = ""] = texts;
  const [value = "", unit = ""] = texts.slice(-2);
  if (fields.length === 4) return { id, label: name, value, unit, operation: "", inputs: [] };
  const dimensions = Object.fromEntries((fields[3] as string[]).map((slice, place) => [`d${place}`, slice]));
  return { id, metric: name, period: texts[2] ?? "", dimensions, value, unit, source: { table: "", pk: "", sk: "" } };
}

describe("answers in which many values print alike", () => {
  // Which value each figure prints is what the service itself says of these texts.
  test.each(told)("$text", ({ text, figures, values }) => {
    const found = pieces(text, values.map(cited)).filter((piece) => piece.id !== undefined);
    expect(found.map((piece) => [piece.text, piece.id])).toEqual(figures);
  });
});

describe("what is a figure", () => {
  const value = (text: string, unit: string): Value => ({
    id: "d1",
    label: "",
    value: text,
    unit,
    operation: "sum",
    inputs: [],
  });
  const prints = (text: string, one: Value) => pieces(text, [one]).some((piece) => piece.id === "d1");

  test.each([
    ["$2.5M", "2500000", "USD"],
    ["$2.5M", "2549999.99", "USD"],
    ["€1,800,000", "1800000", "EUR"],
    ["CHF 12", "12", "CHF"],
    ["35 %", "0.35", "ratio"],
    ["35 %", "35", "percent"],
    ["−3.0 points", "-0.0299", "ratio"],
    ["3.0 points", "-0.0299", "ratio"],
    ["1,284", "1284", "count"],
    ["0.10", "0.0973", "coefficient"],
    ["12,345,678,901,234,567.89", "12345678901234567.89", "count"],
  ])("%s prints %s %s", (text, number, unit) => {
    expect(prints(`It was ${text}.`, value(number, unit))).toBe(true);
  });

  test.each([
    ["$2.5M", "2560000", "USD"],
    ["€2.5M", "2500000", "USD"],
    ["2.5", "2.5", "USD"],
    ["35 %", "35", "ratio"],
    ["+3.0 points", "-0.03", "ratio"],
    ["Q3 2025", "3", "count"],
    ["2025", "2025", "count"],
    ["12,345,678,901,234,567.88", "12345678901234567.89", "count"],
  ])("%s does not print %s %s", (text, number, unit) => {
    expect(prints(`It was ${text}.`, value(number, unit))).toBe(false);
  });
});
