/** Calendar days as `YYYY-MM-DD`, in UTC, as usage is counted. */
const DAY_MS = 86_400_000;

export function dayOf(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}

/** The day so many days before. */
export function daysBefore(day: string, count: number): string {
  return dayOf(Date.parse(day) - count * DAY_MS);
}
