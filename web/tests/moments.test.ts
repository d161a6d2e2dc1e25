import { describe, expect, test } from "vitest";
import { ageOf, momentText } from "../src/lib/moments.ts";

const NOON = new Date(2026, 10, 21, 12).getTime();
const at = (...parts: [number, number, number, number, number]) => new Date(...parts).getTime() / 1000;

describe("the age of a moment", () => {
  test.each([
    ["today", at(2026, 10, 21, 0, 0)],
    ["yesterday", at(2026, 10, 20, 23, 59)],
    ["yesterday", at(2026, 10, 20, 0, 0)],
    ["earlier", at(2026, 10, 19, 23, 59)],
    ["earlier", at(2025, 10, 21, 12, 0)],
    ["today", at(2026, 10, 22, 0, 5)],
  ] as const)("is %s by the calendar, not by hours", (age, seconds) => {
    expect(ageOf(seconds, NOON)).toBe(age);
  });
});

test("a moment of today is told by its time, any other with its day", () => {
  expect(momentText(at(2026, 10, 21, 9, 5), NOON)).toBe("09:05");
  expect(momentText(at(2026, 10, 20, 23, 59), NOON)).toBe("20 Nov 2026, 23:59");
});
