import { lazy, Suspense, useRef, useState } from "react";
import { useNear } from "../lib/near.ts";
import { strings } from "../strings.ts";
import { Icon } from "../ui/Icon.tsx";
import type { Picture } from "./drawing.ts";
import { chartHeight, type Specification, valuesOf } from "./specification.ts";

const Drawing = lazy(() => import("./ChartDrawing.tsx"));
const said = strings.chart;

/** An answer's chart, drawn when the code for it has come; the same values as a table for whoever prefers it. */
export function Chart({ chart, onPicture }: { chart: Specification; onPicture: (picture: Picture | null) => void }) {
  const [isTable, setTable] = useState(false);
  const figure = useRef<HTMLElement>(null);
  const isNear = useNear(figure);
  const space = <div className="chart-space" style={{ minHeight: chartHeight(chart) }} />;
  const title = String(chart.title ?? "");
  return (
    <figure ref={figure} className="chart">
      <figcaption>
        <span>{title}</span>
        <button type="button" className="quiet" onClick={() => setTable(!isTable)}>
          <Icon name={isTable ? "chart" : "table"} />
          {isTable ? said.chart : said.table}
        </button>
      </figcaption>
      {isTable ? (
        <ChartTable chart={chart} title={title} />
      ) : (
        <Suspense fallback={space}>
          {isNear ? (
            <Drawing chart={chart} label={said.label(title)} onPicture={onPicture} onFailure={() => setTable(true)} />
          ) : (
            space
          )}
        </Suspense>
      )}
    </figure>
  );
}

const HIDDEN = /^(id|xId|yId)$/;

function ChartTable({ chart, title }: { chart: Specification; title: string }) {
  const rows = valuesOf(chart);
  const columns = Object.keys(rows[0] ?? {}).filter((name) => !HIDDEN.test(name));
  return (
    <div className="table-scroll">
      <table>
        <caption className="hidden">{title}</caption>
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a chart keep their places
            <tr key={place}>
              {columns.map((name) => (
                <td key={name} className={typeof row[name] === "number" ? "number" : ""}>
                  {cell(row[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function cell(value: unknown): string {
  return typeof value === "number" ? value.toLocaleString("en", { maximumFractionDigits: 6 }) : String(value ?? "");
}
