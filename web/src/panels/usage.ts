import type { DayOfUsage, Usage, UsageReport } from "../api/types.ts";

export interface Row {
  label: string;
  questions: number;
  rowsLoaded: number;
  conversations: number;
  tokens: number;
  cost: string;
}

/** A day, or the sum of all, with zero where nothing was counted. */
export function rowOf(usage: Usage | DayOfUsage, label: string): Row {
  return {
    label,
    questions: usage.questions ?? 0,
    rowsLoaded: usage.rowsLoaded ?? 0,
    conversations: usage.conversations ?? 0,
    tokens: (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0),
    cost: String(usage.costUSD ?? 0),
  };
}

export function hasUse(day: DayOfUsage): boolean {
  const { questions, rowsLoaded, conversations, tokens } = rowOf(day, day.day);
  return questions + rowsLoaded + conversations + tokens > 0;
}

/** The report as CSV (RFC 4180), a line for each day. */
export function usageCsv(report: UsageReport): Blob {
  const names = ["questions", "rowsLoaded", "conversations", "inputTokens", "outputTokens", "costUSD"] as const;
  const lines = report.days.map((day) => [day.day, ...names.map((name) => day[name] ?? 0)].join(","));
  return new Blob([`${[["day", ...names].join(","), ...lines].join("\r\n")}\r\n`], { type: "text/csv;charset=utf-8" });
}
