/** What the page reads of a chart's Vega-Lite specification, before there is any code to draw it. */
export type Specification = Readonly<Record<string, unknown>>;

const PLOT = 240;
const BAR = 34;
/** The axis below: its labels, and its title where bars lie. */
const LABELS = 28;
const TITLE = 24;

export function valuesOf(chart: Specification): readonly Specification[] {
  return (chart.data as { values?: readonly Specification[] } | undefined)?.values ?? [];
}

export function markOf(chart: Specification): string | undefined {
  return (chart.mark as { type?: string } | undefined)?.type;
}

/** Pixels of the plot itself: of bars that lie, so many for each. */
export function plotHeight(chart: Specification): number {
  if (!isLying(chart)) return PLOT;
  return Math.max(2, new Set(valuesOf(chart).map((value) => value.group)).size) * BAR;
}

/** Pixels of the whole, so that nothing moves when it is drawn. */
export function chartHeight(chart: Specification): number {
  return plotHeight(chart) + LABELS + (isLying(chart) ? TITLE : 0);
}

function isLying(chart: Specification): boolean {
  const encoding = chart.encoding as { y?: { type?: string } } | undefined;
  return encoding?.y?.type === "nominal";
}
