/** Unix seconds as the reader's own clock and calendar show them. */

/** `21 Nov 2026`. */
export function dayText(seconds: number): string {
  return new Date(seconds * 1000).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
}

/** `21 Nov 2026, 09:12`; of today, the time alone. */
export function momentText(seconds: number, now: number = Date.now()): string {
  const moment = new Date(seconds * 1000);
  const time = moment.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  return daysBetween(moment, new Date(now)) === 0 ? time : `${dayText(seconds)}, ${time}`;
}

export type Age = "today" | "yesterday" | "earlier";

/** Which day it was, seen from now; what lies ahead, by a clock that is off, is today. */
export function ageOf(seconds: number, now: number = Date.now()): Age {
  const days = daysBetween(new Date(seconds * 1000), new Date(now));
  if (days <= 0) return "today";
  return days === 1 ? "yesterday" : "earlier";
}

const DAY_MS = 86_400_000;

/** Calendar days, of which some have 23 hours and some 25. */
function daysBetween(from: Date, to: Date): number {
  const midnight = (moment: Date) => Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate());
  return (midnight(to) - midnight(from)) / DAY_MS;
}
