import { describe, expect, test } from "vitest";
import type { CatalogEntry, MetricsList } from "../src/api/types.ts";
import { createCatalog, NO_CATALOG } from "../src/app/catalog.ts";

function entry(subject: string, revision: number, displayName = subject): CatalogEntry {
  return { subject, displayName, unit: "USD", kind: "flow", revision };
}

/** A catalog whose calls are answered when the test says so. */
function desk() {
  const asked: ((metrics: CatalogEntry[] | Error) => Promise<void>)[] = [];
  const catalog = createCatalog({
    catalog: () =>
      new Promise<MetricsList>((resolve, reject) => {
        asked.push((metrics) => {
          if (metrics instanceof Error) reject(metrics);
          else resolve({ metrics });
          return new Promise<void>((done) => setTimeout(done));
        });
      }),
  });
  const load = () => catalog.load().catch(() => undefined);
  const answer = (place: number, ...metrics: CatalogEntry[]) => asked[place]?.(metrics);
  return { catalog, load, answer, fail: (place: number) => asked[place]?.(new Error("no")) };
}

describe("the catalog", () => {
  test("shows what was asked for last, in whatever order the answers come", async () => {
    const { catalog, load, answer } = desk();
    void load();
    void load();
    await answer(1, entry("revenue", 1), entry("orders", 1));
    await answer(0, entry("revenue", 1));
    expect(catalog.get().map((one) => one.subject)).toEqual(["revenue", "orders"]);
  });

  test("shows what came when what was asked for later fails", async () => {
    const { catalog, load, answer, fail } = desk();
    void load();
    void load();
    await fail(1);
    await answer(0, entry("revenue", 1));
    expect(catalog.get()).toEqual([entry("revenue", 1)]);
  });

  test("keeps a name that was changed while the list was on its way", async () => {
    const { catalog, load, answer } = desk();
    void load();
    await answer(0, entry("revenue", 1), entry("orders", 1));
    void load();
    catalog.change(entry("revenue", 2, "Net revenue"));
    await answer(1, entry("revenue", 1), entry("orders", 3, "Bookings"));
    expect(catalog.get().map((one) => one.displayName)).toEqual(["Net revenue", "Bookings"]);
  });

  test("takes no change back for one that was made before it", async () => {
    const { catalog, load, answer } = desk();
    void load();
    await answer(0, entry("revenue", 3, "Takings"));
    catalog.change(entry("revenue", 2, "Net revenue"));
    expect(catalog.get()).toEqual([entry("revenue", 3, "Takings")]);
  });

  test("leaves nothing to the next user, not even what is on its way", async () => {
    const { catalog, load, answer } = desk();
    void load();
    catalog.forget();
    await answer(0, entry("secret", 1));
    expect(catalog.get()).toBe(NO_CATALOG);
  });
});
