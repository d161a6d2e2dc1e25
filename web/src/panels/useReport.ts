import { useEffect, useState } from "react";
import type { Call, Client } from "../api/client.ts";
import { useStore } from "../lib/store.ts";
import { createReport, nameOf } from "./report.ts";

interface Shown<T> {
  /** Null until it is there: that of another call is never shown in its place. */
  report: T | null;
  failure: unknown;
  retry(): void;
}

/** What one call gives; asked again when the call changes, and for nothing while it is null. */
export function useReport<T>(client: Client, call: Call | null): Shown<T> {
  const [report] = useState(() => createReport<T>(client));
  const told = useStore(report.told);
  const asked = nameOf(call);
  useEffect(() => report.ask(JSON.parse(asked) as Call | null), [report, asked]);
  const isOfCall = told.of === asked;
  return {
    report: isOfCall ? told.report : null,
    failure: isOfCall ? told.failure : null,
    retry: report.retry,
  };
}
