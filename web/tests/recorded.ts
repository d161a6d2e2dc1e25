import { readFileSync } from "node:fs";
import { parseJson } from "../src/api/json.ts";
import type { ChatAnswer, MetricsList } from "../src/api/types.ts";

/** An answer that the service gave, about the example data. */
export function recorded(name: string): ChatAnswer {
  return read(name) as ChatAnswer;
}

export function recordedCatalog() {
  return (read("catalog") as MetricsList).metrics;
}

function read(name: string): unknown {
  return parseJson(readFileSync(new URL(`./answers/${name}.json`, import.meta.url), "utf8"));
}
