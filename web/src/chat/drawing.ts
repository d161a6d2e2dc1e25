import embed, { type EmbedOptions, type VisualizationSpec } from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";
import type { Config } from "vega-lite";
import { markOf, plotHeight, type Specification, valuesOf } from "./specification.ts";

/** A chart that is drawn. */
export interface Picture {
  /** As PNG, on the page's background, twice as dense as the screen asks. */
  png(): Promise<Blob>;
  remove(): void;
}

/**
 * Draws a Vega-Lite specification. Expressions are interpreted, not compiled, and no style is written into the page: the
 * content security policy allows neither. Nothing is fetched: a specification brings its data.
 */
export async function draw(element: HTMLElement, chart: Specification): Promise<Picture> {
  const options: EmbedOptions = {
    mode: "vega-lite",
    actions: false,
    ast: true,
    expr: expressionInterpreter as NonNullable<EmbedOptions["expr"]>,
    defaultStyle: false,
    renderer: "svg",
    config: look(element.clientWidth) as NonNullable<EmbedOptions["config"]>,
    tooltip: { disableDefaultStyle: true, formatTooltip: tip },
    loader: { load: refuse, sanitize: refuse, http: refuse, file: refuse },
  };
  const result = await embed(element, fitted(chart), options);
  element.querySelector("svg")?.setAttribute("aria-hidden", "true");
  return {
    async png() {
      return blobOf(framed(await result.view.toCanvas(DENSITY), String(chart.title ?? "")));
    },
    remove: () => result.finalize(),
  };
}

const DENSITY = 2;
const MARGIN = 24 * DENSITY;
const HEADING = 44 * DENSITY;

/** The picture on the page's background, under its title. */
function framed(picture: HTMLCanvasElement, title: string): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = picture.width + 2 * MARGIN;
  canvas.height = picture.height + 2 * MARGIN + HEADING;
  const pen = canvas.getContext("2d");
  if (pen === null) return picture;
  pen.fillStyle = color("--surface");
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = color("--ink");
  pen.font = `600 ${17 * DENSITY}px ${getComputedStyle(document.body).fontFamily}`;
  pen.fillText(title, MARGIN, MARGIN + 17 * DENSITY);
  pen.drawImage(picture, MARGIN, MARGIN + HEADING);
  return canvas;
}

const NUMBER = /^-?\d+(\.\d+)?(e-?\d+)?$/;

/** What a mark says when it is pointed at: which it is, then its numbers. */
function tip(value: unknown, escaped: (text: unknown) => string): string {
  if (typeof value !== "object" || value === null) return escaped(value);
  const fields = Object.entries(value).map(([name, text]) => [name, String(text)] as const);
  const names = fields
    .filter(([, text]) => !/^[−-]?\d/.test(text))
    .map(([, text]) => `<strong>${escaped(text)}</strong>`);
  const rows = fields
    .filter(([, text]) => /^[−-]?\d/.test(text))
    .map(
      ([name, text]) =>
        `<tr><td class="key">${escaped(name)}</td><td class="number">${escaped(spaced(text))}</td></tr>`,
    );
  return `${names.join(" · ")}<table>${rows.join("")}</table>`;
}

function spaced(text: string): string {
  return NUMBER.test(text) ? Number(text).toLocaleString("en", { maximumFractionDigits: 6 }) : text;
}

function blobOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("No picture"))), "image/png");
  });
}

function refuse(): Promise<never> {
  return Promise.reject(new Error("A chart fetches nothing"));
}

/** As wide as its place; bars as thick as is pleasant, however many there are; amounts as the answers print them. */
function fitted(chart: Specification): VisualizationSpec {
  const {
    title: _,
    $schema: __,
    usermeta: ___,
    layer,
    encoding,
    ...rest
  } = chart as Specification & Layer & { layer?: Layer[] };
  return {
    ...rest,
    ...(encoding && { encoding: dressed(encoding, chart) }),
    ...(layer && { layer: layer.map((one) => ({ ...one, encoding: dressed(one.encoding ?? {}, chart) })) }),
    width: "container",
    height: plotHeight(chart),
    autosize: { type: "fit-x", contains: "padding" },
    padding: { left: 0, top: 6, right: 18, bottom: 4 },
    background: "transparent",
  } as unknown as VisualizationSpec;
}

interface Layer {
  encoding?: Encoding;
}

interface Channel {
  type?: string;
  field?: string;
  axis?: { format?: string };
}

type Encoding = Partial<Record<"x" | "y" | "color", Channel>>;

const FEW = 4;
/** "September 2025" as "Sep 2025". */
const SHORT = "replace(datum.label, regexp('^([A-Z][a-z]{2})[a-z]+ '), '$1 ')";
const AMOUNT = "replace(replace(format(datum.value, '~s'), 'k', 'K'), 'G', 'B')";

function dressed(encoding: Encoding, chart: Specification): object {
  const values = valuesOf(chart);
  const isFew = new Set(values.map((value) => value.period)).size <= FEW && encoding.x?.type === "ordinal";
  const isSigned = values.some((value) => Number(value.value) < 0) && markOf(chart) === "bar" && !encoding.color;
  const signs = { condition: { test: "datum.value < 0", value: color("--series-2") }, value: color("--accent") };
  return {
    ...encoding,
    ...(encoding.x && {
      x: { ...labeled(encoding.x), ...(isFew && { scale: { paddingInner: 0.6, paddingOuter: 0.4 } }) },
    }),
    ...(encoding.y && { y: labeled(encoding.y) }),
    ...(isSigned && { color: signs }),
  };
}

function labeled(channel: Channel): object {
  if (channel.type === "ordinal") return { ...channel, axis: { ...channel.axis, labelExpr: SHORT } };
  if (channel.axis?.format !== "~s") return channel;
  const { format: _, ...axis } = channel.axis;
  return { ...channel, axis: { ...axis, labelExpr: AMOUNT } };
}

/** Colors and type of the page. */
function look(width: number): Config {
  const [ink, muted, line, accent] = ["--ink", "--muted", "--line", "--accent"].map(color);
  const font = getComputedStyle(document.body).fontFamily;
  const label = { labelColor: muted, titleColor: muted, labelFont: font, titleFont: font, labelFontSize: 12 };
  const colors = Array.from({ length: 8 }, (_, place) => color(`--series-${place + 1}`));
  return {
    font,
    view: { stroke: null },
    axis: {
      ...label,
      titleFontSize: 12,
      titleFontWeight: 500,
      titlePadding: 12,
      labelPadding: 8,
      grid: false,
      gridColor: line,
      domain: false,
      ticks: false,
      labelLimit: 160,
    },
    axisX: { labelAngle: 0, labelOverlap: "greedy", labelSeparation: 14 },
    axisYQuantitative: { tickCount: 5, grid: true },
    axisXQuantitative: { tickCount: width < 450 ? 4 : 6, grid: true, titleAnchor: "end", titleLimit: width - 24 },
    legend: { ...label, orient: "top", symbolType: "circle", columns: Math.max(1, Math.floor(width / 150)) },
    range: { category: colors },
    mark: { color: accent },
    bar: { color: accent, cornerRadiusEnd: 4 },
    line: { color: accent, strokeWidth: 2.5, strokeCap: "round", strokeJoin: "round" },
    point: { color: accent, filled: true, size: 44 },
    errorbar: { rule: { color: muted }, ticks: { color: muted } },
    rule: { color: ink },
    scale: { bandPaddingInner: 0.32 },
  } as Config;
}

function color(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
