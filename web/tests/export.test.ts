import { expect, test } from "vitest";
import { csvOf, fileName } from "../src/chat/export.ts";
import { recorded } from "./recorded.ts";

test("the export holds every value with its row or its operation", () => {
  const lines = csvOf(recorded("compare-emea")).trim().split("\r\n");
  expect(lines[0]).toBe("id,kind,metric,period,dimensions,value,unit,operation,inputs,table,pk,sk,version");
  expect(lines[1]).toBe(
    "r1,stored,revenue,2025-Q2,region=EMEA,405297,USD,,,tenant-acme-corp-001-metrics,METRIC#revenue,2025-Q2#region=EMEA,1",
  );
  expect(lines[3]).toBe("d1,computed,change of Revenue,,,215245,USD,difference,r2 r1,,,,");
  expect(lines).toHaveLength(5);
});

test("a name that a spreadsheet would run is text, and a negative value a number", () => {
  const answer = recorded("margin-fell");
  const derived = [{ id: "d1", label: '=HYPERLINK("x")', value: "-0.03", unit: "ratio", operation: "sum", inputs: [] }];
  const line = csvOf({ ...answer, dataReferences: [], derived }).split("\r\n")[1];
  expect(line).toBe(`d1,computed,"'=HYPERLINK(""x"")",,,-0.03,ratio,sum,,,,,`);
});

test("a file is named after the question", () => {
  expect(fileName("Why did margin fall in Q4?", "csv")).toBe("why-did-margin-fall-in-q4.csv");
  expect(fileName("???", "png")).toBe("answer.png");
});
