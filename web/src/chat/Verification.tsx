import { useCallback, useEffect, useState } from "react";
import type { ChangedReference, Verification as Result } from "../api/types.ts";
import { useServices } from "../app/services.ts";
import { useStore } from "../lib/store.ts";
import { strings } from "../strings.ts";
import { Icon } from "../ui/Icon.tsx";
import { Failure } from "../ui/Notice.tsx";
import { metricName } from "./names.ts";
import { exactText } from "./units.ts";
import { usePeriodName } from "./usePeriodName.ts";

const said = strings.answer;

/** Reads again what an answer cites, and says whether it still holds. */
export function Verification({ messageId }: { messageId: string }) {
  const { api } = useServices();
  const [result, setResult] = useState<Result | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const verify = useCallback(() => {
    setFailure(null);
    api.verify(messageId).then(setResult, setFailure);
  }, [api, messageId]);
  useEffect(verify, [verify]);
  if (failure !== null) return <Failure failure={failure} onRetry={verify} />;
  return (
    <div className={`verified ${result?.holds === false ? "changed" : ""}`} role="status">
      <Icon name={result === null ? "verify" : result.holds ? "check" : "warn"} />
      <div>
        <p>{sentence(result)}</p>
        {result?.changed && result.changed.length > 0 && <Changes changed={result.changed} />}
      </div>
    </div>
  );
}

function sentence(result: Result | null): string {
  if (result === null) return said.verifying;
  if (!result.holds) return said.changed(result.changed?.length ?? 0);
  return result.checked === 0 ? said.nothingToVerify : said.holds(result.checked);
}

function Changes({ changed }: { changed: readonly ChangedReference[] }) {
  const catalog = useStore(useServices().catalog);
  const periodName = usePeriodName();
  return (
    <ul className="changes">
      {changed.map(({ reference, now }) => (
        <li key={reference.source.pk + reference.source.sk}>
          {[
            metricName(reference.metric, catalog),
            periodName(reference.period),
            ...Object.values(reference.dimensions ?? {}),
          ].join(" · ")}
          : <span className="number">{exactText(reference.value, reference.unit)}</span> {said.was},{" "}
          {now === undefined ? (
            said.gone
          ) : (
            <span className="number">{`${exactText(now, reference.unit)} ${said.now}`}</span>
          )}
        </li>
      ))}
    </ul>
  );
}
