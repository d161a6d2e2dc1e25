import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

test("the types of the API are those of its document", () => {
  const checked = spawnSync(process.execPath, ["scripts/api.ts", "--check"], { encoding: "utf8" });
  expect(checked.stderr).toBe("");
  expect(checked.status).toBe(0);
});
