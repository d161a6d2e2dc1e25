import { useState } from "react";
import type { TenantView, UsageReport } from "../api/types.ts";
import { useServices } from "../app/services.ts";
import { dayText } from "../lib/moments.ts";
import { strings } from "../strings.ts";
import { Icon } from "../ui/Icon.tsx";
import { Failure } from "../ui/Notice.tsx";
import { dayOf, daysBefore } from "./days.ts";
import { UsageTable } from "./UsageTable.tsx";
import { useReport } from "./useReport.ts";

const said = strings.admin;
const COLUMNS = 6;
const USAGE_DAYS = 30;

interface Props {
  tenant: TenantView;
  onChanged: (tenant: TenantView) => void;
}

type Open = "usage" | "suspend" | null;

/** One tenant; below it, when asked for, its usage, or the question whether it is to be suspended. */
export function TenantRow({ tenant, onChanged }: Props) {
  const { client } = useServices();
  const [open, setOpen] = useState<Open>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const setStatus = (status: "active" | "suspended") => {
    setFailure(null);
    const path = `/tenants/${encodeURIComponent(tenant.tenantId)}`;
    client.send<TenantView>({ method: "PATCH", path, body: { status }, inTurn: path }).then((changed) => {
      setOpen(null);
      onChanged(changed);
    }, setFailure);
  };
  return (
    <>
      <tr>
        <th scope="row">
          {tenant.name}
          <br />
          <code>{tenant.tenantId}</code>
        </th>
        <td>{tenant.ownerEmail}</td>
        <td>{tenant.plan}</td>
        <td>
          <span className="card-kind" data-state={tenant.status} title={tenant.reason}>
            {said.states[tenant.status]}
          </span>
        </td>
        <td className="number">{dayText(tenant.createdAt)}</td>
        <td>
          <fieldset className="row-actions" aria-label={said.actions(tenant.name)}>
            <button
              type="button"
              className="action"
              aria-expanded={open === "usage"}
              onClick={() => setOpen(open === "usage" ? null : "usage")}
            >
              <Icon name="chart" />
              {said.usage}
            </button>
            {tenant.status === "active" && (
              <button
                type="button"
                className="action"
                aria-expanded={open === "suspend"}
                onClick={() => setOpen("suspend")}
              >
                {said.suspend}
              </button>
            )}
            {tenant.status === "suspended" && (
              <button type="button" className="action" onClick={() => setStatus("active")}>
                {said.activate}
              </button>
            )}
          </fieldset>
        </td>
      </tr>
      {(open !== null || failure !== null) && (
        <tr>
          <td colSpan={COLUMNS}>
            {open === "usage" && <TenantUsage tenant={tenant} />}
            {open === "suspend" && (
              <Question tenant={tenant} onYes={() => setStatus("suspended")} onNo={() => setOpen(null)} />
            )}
            {failure !== null && <Failure failure={failure} />}
          </td>
        </tr>
      )}
    </>
  );
}

function Question({ tenant, onYes, onNo }: { tenant: TenantView; onYes: () => void; onNo: () => void }) {
  return (
    <div className="question-back" role="alertdialog" aria-label={said.suspend}>
      <p>{said.confirmSuspend(tenant.name)}</p>
      <button type="button" className="button primary" onClick={onYes}>
        {said.suspend}
      </button>
      <button type="button" className="button" onClick={onNo}>
        {strings.cancel}
      </button>
    </div>
  );
}

function TenantUsage({ tenant }: { tenant: TenantView }) {
  const { client } = useServices();
  const to = dayOf(Date.now());
  const { report, failure, retry } = useReport<UsageReport>(client, {
    method: "GET",
    path: `/tenants/${encodeURIComponent(tenant.tenantId)}/usage`,
    query: { from: daysBefore(to, USAGE_DAYS - 1), to },
  });
  if (failure !== null) return <Failure failure={failure} onRetry={retry} />;
  return <section aria-label={said.usageOf(tenant.name)}>{report && <UsageTable report={report} />}</section>;
}
