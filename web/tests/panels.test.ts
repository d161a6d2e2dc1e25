import { describe, expect, test } from "vitest";
import type { Call, Client } from "../src/api/client.ts";
import { createPaging } from "../src/panels/paging.ts";
import { createReport, nameOf } from "../src/panels/report.ts";

const soon = () => new Promise<void>((done) => setTimeout(done));

/** Calls that are answered when the test says so. */
function desk() {
  const sent: { call: Call; answer(body: unknown): Promise<void>; fail(reason: unknown): Promise<void> }[] = [];
  const client = {
    send: (call: Call) =>
      new Promise<unknown>((resolve, reject) => {
        const settle =
          <T>(how: (value: T) => void) =>
          (value: T) => {
            how(value);
            return soon();
          };
        sent.push({ call, answer: settle(resolve), fail: settle(reject) });
      }),
  } as Client;
  const call = (place: number) => {
    const one = sent[place];
    if (one === undefined) throw new Error(`Call ${place} was not sent`);
    return one;
  };
  return { client, call, sent };
}

describe("a report", () => {
  const of = (from: string): Call => ({ method: "GET", path: "/usage", query: { from } });

  test("is that of the call that was made last, however late one before is answered", async () => {
    const { client, call } = desk();
    const report = createReport<string>(client);
    report.ask(of("2026-01-01"));
    report.ask(of("2026-02-01"));
    await call(1).answer("February");
    await call(0).answer("January");
    expect(report.told.get()).toEqual({ of: nameOf(of("2026-02-01")), report: "February", failure: null });
  });

  test("that was asked for again is not shown when another one is asked for meanwhile", async () => {
    const { client, call } = desk();
    const report = createReport<string>(client);
    report.ask(of("2026-01-01"));
    await call(0).fail("no");
    expect(report.told.get()).toMatchObject({ report: null, failure: "no" });
    report.retry();
    report.ask(of("2026-02-01"));
    await call(2).answer("February");
    await call(1).answer("January");
    expect(report.told.get()).toMatchObject({ report: "February", failure: null });
  });

  test("tells nothing of the one before while another one is on its way, and none where none is asked for", async () => {
    const { client, call, sent } = desk();
    const report = createReport<string>(client);
    report.ask(of("2026-01-01"));
    await call(0).answer("January");
    report.ask(of("2026-02-01"));
    expect(report.told.get()).toEqual({ of: nameOf(of("2026-02-01")), report: null, failure: null });
    report.ask(null);
    await call(1).answer("February");
    expect(report.told.get()).toMatchObject({ report: null });
    expect(sent).toHaveLength(2);
  });

  test("ends with the page that asked for it", async () => {
    const { client, call } = desk();
    const report = createReport<string>(client);
    const end = report.ask(of("2026-01-01"));
    await call(0).fail("no");
    report.retry();
    end();
    expect(call(1).call.signal?.aborted).toBe(true);
    await call(1).fail("aborted");
    expect(report.told.get()).toMatchObject({ failure: null });
  });
});

describe("a list", () => {
  interface Item {
    id: string;
    state: string;
  }
  const item = (id: string, state = "active"): Item => ({ id, state });
  const suspended = (id: string) => (all: readonly Item[]) =>
    all.map((one) => (one.id === id ? item(id, "suspended") : one));

  function list() {
    const { client, call, sent } = desk();
    const paging = createPaging<Item>();
    const load = (path: string) => (cursor: string | undefined) =>
      client.send<{ items: Item[] }>({ method: "GET", path, query: { cursor } });
    const shown = () => paging.state.get().items.map(({ id, state }) => `${id} ${state}`);
    return { paging, load, call, sent, shown };
  }

  test("goes on where the page before ended, and tries again what failed", async () => {
    const { paging, load, call, shown } = list();
    paging.start(load("/a"));
    await call(0).answer({ items: [item("1")], nextCursor: "next" });
    paging.more();
    await call(1).fail("no");
    expect(paging.state.get()).toMatchObject({ phase: "failed", failure: "no" });
    paging.more();
    expect(call(2).call.query).toEqual({ cursor: "next" });
    await call(2).answer({ items: [item("2")] });
    expect(shown()).toEqual(["1 active", "2 active"]);
    expect(paging.state.get()).toMatchObject({ phase: "ready", cursor: undefined });
  });

  test("shows what was changed while it was on its way as it was changed", async () => {
    const { paging, load, call, shown } = list();
    paging.start(load("/all"));
    await call(0).answer({ items: [item("1"), item("2")] });
    paging.start(load("/active"));
    expect(shown()).toEqual([]);
    paging.change(suspended("2"));
    await call(1).answer({ items: [item("1"), item("2")] });
    expect(shown()).toEqual(["1 active", "2 suspended"]);
    paging.start(load("/all"));
    await call(2).answer({ items: [item("1"), item("2")] });
    expect(shown()).toEqual(["1 active", "2 active"]); // as the service says, which was asked after it
  });

  test("of what was asked for before shows nothing, nor after its end", async () => {
    const { paging, load, call, shown } = list();
    paging.start(load("/old"));
    const end = paging.start(load("/new"));
    await call(1).answer({ items: [item("new")] });
    await call(0).answer({ items: [item("old")] });
    expect(shown()).toEqual(["new active"]);
    paging.more();
    end();
    await call(2).answer({ items: [item("late")] });
    expect(shown()).toEqual(["new active"]);
  });
});
