import type { ChatAnswer } from "../api/types.ts";

const COLUMNS = [
  "id",
  "kind",
  "metric",
  "period",
  "dimensions",
  "value",
  "unit",
  "operation",
  "inputs",
  "table",
  "pk",
  "sk",
  "version",
];

/** Every value that an answer cites or computes, every digit of it, as CSV (RFC 4180). */
export function csvOf(answer: ChatAnswer): string {
  const rows = (answer.dataReferences ?? []).map(({ source, ...reference }) => [
    reference.id,
    "stored",
    reference.metric,
    reference.period,
    Object.entries(reference.dimensions ?? {})
      .map(([name, value]) => `${name}=${value}`)
      .join("; "),
    reference.value,
    reference.unit,
    "",
    "",
    source.table,
    source.pk,
    source.sk,
    String(source.version ?? ""),
  ]);
  const computed = (answer.derived ?? []).map((value) => [
    value.id,
    "computed",
    value.label,
    "",
    "",
    value.value,
    value.unit,
    value.operation,
    value.inputs.join(" "),
  ]);
  return [COLUMNS, ...rows, ...computed]
    .map((row) => `${COLUMNS.map((_, place) => field(row[place] ?? "")).join(",")}\r\n`)
    .join("");
}

const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^-?\d+(\.\d+)?$/;

/** Quoted where needed; text that a spreadsheet would take for a formula is kept from being one. */
function field(text: string): string {
  const tame = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n;]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}

/** Hands a file to the user. */
export function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A file name from a question: `why-did-margin-fall-in-q4.csv`. */
export function fileName(question: string, ending: string): string {
  const words = question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ["answer"];
  return `${words.join("-").slice(0, 60)}.${ending}`;
}
