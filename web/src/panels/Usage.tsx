import { useState } from "react";
import type { UsageReport } from "../api/types.ts";
import { useServices } from "../app/services.ts";
import { save } from "../chat/export.ts";
import { strings } from "../strings.ts";
import { Icon } from "../ui/Icon.tsx";
import { Failure } from "../ui/Notice.tsx";
import { dayOf, daysBefore } from "./days.ts";
import { PanelPage } from "./PanelPage.tsx";
import { UsageTable } from "./UsageTable.tsx";
import { usageCsv } from "./usage.ts";
import { useReport } from "./useReport.ts";

const said = strings.usage;
const SHOWN_DAYS = 30;

/** What the tenant used, day by day. */
export default function Usage() {
  const { client } = useServices();
  const today = dayOf(Date.now());
  const [from, setFrom] = useState(daysBefore(today, SHOWN_DAYS - 1));
  const [to, setTo] = useState(today);
  const isReversed = from > to;
  const { report, failure, retry } = useReport<UsageReport>(
    client,
    isReversed ? null : { method: "GET", path: "/usage", query: { from, to } },
  );
  return (
    <PanelPage
      title={said.title}
      lead={said.lead}
      actions={
        report && (
          <button type="button" className="button" onClick={() => save(usageCsv(report), `usage-${from}-${to}.csv`)}>
            <Icon name="download" />
            {said.csv}
          </button>
        )
      }
    >
      <div className="span">
        <DayField label={said.from} value={from} onValue={setFrom} />
        <DayField label={said.to} value={to} onValue={setTo} />
      </div>
      {isReversed && <p role="alert">{said.wrongOrder}</p>}
      {failure !== null && <Failure failure={failure} onRetry={retry} />}
      {report && <UsageTable report={report} />}
    </PanelPage>
  );
}

function DayField({ label, value, onValue }: { label: string; value: string; onValue: (day: string) => void }) {
  return (
    <label className="field">
      <span>{label}</span>
      <input
        type="date"
        value={value}
        required
        onChange={(event) => event.target.value && onValue(event.target.value)}
      />
    </label>
  );
}
