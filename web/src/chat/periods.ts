/** Period keys (`2025-Q3`, `2025-09`, `2025-W36`, `2025-09-30`, `2025`) as people say them. */
export type Granularity = "day" | "week" | "month" | "quarter" | "year";

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;
const PER_YEAR: Partial<Record<Granularity, number>> = { quarter: 4, month: 12, year: 1 };

export function granularityOf(key: string): Granularity {
  if (/^\d{4}$/.test(key)) return "year";
  if (key.includes("Q")) return "quarter";
  if (key.includes("W")) return "week";
  return key.length === 7 ? "month" : "day";
}

/** As in an answer: `Q3 2025`, `September 2025`, `week 36 of 2025`, `30 September 2025`. */
export function periodLabel(key: string, fiscal = false): string {
  const [year = "", part = "", day = ""] = key.split("-");
  const calendar = fiscal ? "fiscal " : "";
  switch (granularityOf(key)) {
    case "year":
      return calendar + year;
    case "quarter":
      return `${calendar}${part} ${year}`;
    case "month":
      return `${monthName(part)} ${year}`;
    case "week":
      return `week ${Number(part.slice(1))} of ${year}`;
    case "day":
      return `${Number(day)} ${monthName(part)} ${year}`;
  }
}

/** One label for periods that follow each other: `Q1 2025 to Q3 2025`. */
export function runLabel(keys: readonly string[], fiscal = false): string {
  const [first, last] = [keys[0], keys.at(-1)];
  if (first === undefined || last === undefined) return "";
  return first === last ? periodLabel(first, fiscal) : `${periodLabel(first, fiscal)} to ${periodLabel(last, fiscal)}`;
}

/** The period so many before (negative) or after; null for weeks and days, whose numbers need a calendar. */
export function shifted(key: string, by: number): string | null {
  const perYear = PER_YEAR[granularityOf(key)];
  const [year = "", part = ""] = key.split("-");
  if (perYear === undefined) return null;
  if (perYear === 1) return String(Number(year) + by);
  const count = Number(year) * perYear + Number(part.replace("Q", "")) - 1 + by;
  const number = (count % perYear) + 1;
  return `${Math.floor(count / perYear)}-${perYear === 4 ? `Q${number}` : String(number).padStart(2, "0")}`;
}

/** From the first to the last, the latest first; at most so many. */
export function countedBack(first: string, last: string, most: number): string[] {
  const keys: string[] = [];
  for (let key: string | null = last; key !== null && key >= first && keys.length < most; key = shifted(key, -1)) {
    keys.push(key);
  }
  return keys;
}

function monthName(part: string): string {
  return MONTHS[Number(part) - 1] ?? part;
}
