import type { UsageReport } from "../api/types.ts";
import { periodLabel } from "../chat/periods.ts";
import { strings } from "../strings.ts";
import { hasUse, type Row, rowOf } from "./usage.ts";

const said = strings.usage;

/** The days with something in them, the latest first, and their sum. */
export function UsageTable({ report }: { report: UsageReport }) {
  const days = report.days.filter(hasUse).reverse();
  const { questionsPerDay } = report.limits;
  return (
    <section className="panel-section">
      <p className="fine">
        {said.plan(report.plan)}
        {questionsPerDay !== undefined && ` · ${said.perDay(questionsPerDay)}`}
      </p>
      {days.length === 0 ? (
        <p className="panel-empty">{said.none}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
        <section className="table-scroll" tabIndex={0} aria-label={said.title}>
          <table>
            <thead>
              <tr>
                <th scope="col">{said.day}</th>
                {[said.questions, said.rowsLoaded, said.conversations, said.tokens, said.cost].map((name) => (
                  <th key={name} scope="col" className="number">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              <Line row={rowOf(report.total, said.total)} />
              {days.map((day) => (
                <Line key={day.day} row={rowOf(day, periodLabel(day.day))} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}

function Line({ row }: { row: Row }) {
  return (
    <tr>
      <th scope="row">{row.label}</th>
      {[row.questions, row.rowsLoaded, row.conversations, row.tokens].map((count, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: columns keep their places
        <td key={place} className="number">
          {count.toLocaleString("en")}
        </td>
      ))}
      <td className="number">{row.cost}</td>
    </tr>
  );
}
