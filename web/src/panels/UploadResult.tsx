import type { UploadStatus } from "../api/types.ts";
import { useAsking } from "../app/asking.ts";
import { useServices } from "../app/services.ts";
import { metricName, nameInside } from "../chat/names.ts";
import { useStore } from "../lib/store.ts";
import { strings } from "../strings.ts";
import { Icon } from "../ui/Icon.tsx";
import { Notice } from "../ui/Notice.tsx";

const said = strings.upload;
const NAMES_SHOWN = 6;

/** What became of a file: counts by outcome, what was handed back and why, and what can be asked now. */
export function UploadResult({ status, onForce }: { status: UploadStatus; onForce: () => void }) {
  return (
    <>
      {status.state === "failed" && status.reason && (
        <Notice>
          <p>{status.reason}</p>
        </Notice>
      )}
      {status.state === "duplicate" && (
        <button type="button" className="button" onClick={onForce}>
          {said.again}
        </button>
      )}
      <Counts counts={status.counts} />
      <Rejects status={status} />
      {(status.warningCount ?? 0) > 0 && (
        <Notice>
          <p>{said.warnings(status.warningCount ?? 0)}</p>
        </Notice>
      )}
      {(status.notes ?? []).map((note) => (
        <p key={note} className="fine">
          {note}
        </p>
      ))}
      <NewMetrics subjects={status.newMetrics ?? []} />
    </>
  );
}

function Counts({ counts }: { counts: UploadStatus["counts"] }) {
  const shown = Object.entries(counts).filter(([outcome, count]) => count > 0 && said.counts[outcome]);
  if (shown.length === 0) return null;
  return (
    <ul className="counts">
      {shown.map(([outcome, count]) => (
        <li key={outcome}>
          <strong className="number">{count.toLocaleString("en")}</strong> {said.counts[outcome]}
        </li>
      ))}
    </ul>
  );
}

function Rejects({ status: { rejects } }: { status: UploadStatus }) {
  if (rejects.count === 0) return null;
  return (
    <Notice>
      <p>{said.rejects(rejects.count)}</p>
      {rejects.file && (
        <a className="button" href={rejects.file.url} download rel="noreferrer">
          <Icon name="download" />
          {said.download}
        </a>
      )}
    </Notice>
  );
}

function NewMetrics({ subjects }: { subjects: readonly string[] }) {
  const catalog = useStore(useServices().catalog);
  const ask = useAsking();
  const [first] = subjects;
  if (first === undefined) return null;
  const names = subjects.slice(0, NAMES_SHOWN).map((subject) => metricName(subject, catalog));
  const more = subjects.length > NAMES_SHOWN ? ` ${strings.catalog.more(subjects.length - NAMES_SHOWN)}` : "";
  return (
    <>
      <p>{said.newMetrics(names.join(", ") + more)}</p>
      <button
        type="button"
        className="button primary"
        onClick={() => ask(strings.catalog.question(nameInside(metricName(first, catalog))))}
      >
        {said.ask}
      </button>
    </>
  );
}
