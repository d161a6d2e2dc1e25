import type { ChatAnswer } from "../api/types.ts";
import { useServices } from "../app/services.ts";
import { useStore } from "../lib/store.ts";
import { strings } from "../strings.ts";
import { metricName } from "./names.ts";
import { exactText } from "./units.ts";
import { usePeriodName } from "./usePeriodName.ts";

const said = strings.lineage;

/** The rows an answer was read from. */
export function Sources({ answer }: { answer: ChatAnswer }) {
  const catalog = useStore(useServices().catalog);
  const periodName = usePeriodName();
  const rows = answer.dataReferences ?? [];
  return (
    <div className="table-scroll">
      <table>
        <caption className="hidden">{strings.answer.sources(rows.length)}</caption>
        <thead>
          <tr>
            <th scope="col">{said.metric}</th>
            <th scope="col">{said.period}</th>
            <th scope="col">{said.slice}</th>
            <th scope="col" className="number">
              {strings.chart.value}
            </th>
            <th scope="col">{said.key}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>{metricName(row.metric, catalog)}</td>
              <td>{periodName(row.period)}</td>
              <td>{Object.values(row.dimensions ?? {}).join(", ") || said.total}</td>
              <td className="number">{exactText(row.value, row.unit)}</td>
              <td>
                <code>{`${row.source.pk} ${row.source.sk}`}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
