import { describe, expect, test } from "vitest";
import { question, type Reading, readingOf } from "../src/chat/rephrase.ts";
import { starters } from "../src/chat/starters.ts";
import questions from "./questions.json" with { type: "json" };
import { recorded, recordedCatalog } from "./recorded.ts";

const catalog = recordedCatalog();

function reading(name: string): Reading {
  const one = readingOf(recorded(name));
  if (one === null) throw new Error(`${name} has no reading`);
  return one;
}

/** What the service is to say of the question: the terms of its `interpretation`, periods by their first and last. */
function meant({ metric, filters, groupBy, periods, against, rank, related }: Reading) {
  const all = [...periods, ...(against === null || against === "target" ? [] : [against])].sort();
  return {
    metric,
    filters: Object.entries(filters).map(([name, values]) => `${name} = ${values.join(", ")}`),
    groupBy,
    periods: [all[0], all.at(-1)],
    rank: rank?.limit ?? null,
    related,
  };
}

describe("a reading in words", () => {
  // That the parser reads them back so is tested where the parser is, with the same file.
  test.each(questions)("$question", ({ answer, change, question: text, reads }) => {
    const changed = { ...reading(answer), ...(change as Partial<Reading>) };
    expect(question(changed, catalog)).toBe(text);
    expect(meant(changed)).toEqual(reads);
  });
});

test("an answer without a metric has no reading to change", () => {
  expect(readingOf(recorded("refused"))).toBeNull();
});

test("there is something to begin with for whatever is loaded", () => {
  expect(starters(catalog).map((starter) => starter.question)).toEqual([
    "Why did revenue change in Q4 2025?",
    "Revenue by channel in Q4 2025",
    "Compare gross profit in Q4 2025 vs Q3 2025",
    "Forecast revenue for the next quarter",
  ]);
  expect(starters([])).toEqual([]);
});
