import { useCallback, useState } from "react";
import type { TenantList, TenantStatus, TenantView } from "../api/types.ts";
import { announce } from "../app/announce.ts";
import { useServices } from "../app/services.ts";
import { strings } from "../strings.ts";
import { Headroom } from "./Headroom.tsx";
import { ListEnd } from "./ListEnd.tsx";
import { useLoaded } from "./loaded.ts";
import { PanelPage } from "./PanelPage.tsx";
import { TenantRow } from "./TenantRow.tsx";

const said = strings.admin;
const STATES = ["active", "suspended", "provisioning", "failed", "deleting", "deleted"] as const;

/** For administrators of the platform: its tenants, what they use, and the room for more. */
export default function Admin() {
  const { client } = useServices();
  const [status, setStatus] = useState<TenantStatus | "">("");
  const [headroom, setHeadroom] = useState<TenantList["headroom"]>();
  const load = useCallback(
    async (cursor: string | undefined) => {
      const page = await client.send<TenantList>({
        method: "GET",
        path: "/tenants",
        query: { cursor, status: status || undefined },
      });
      if (page.headroom) setHeadroom(page.headroom);
      return { items: page.tenants, nextCursor: page.nextCursor };
    },
    [client, status],
  );
  const list = useLoaded(load);
  const change = (changed: TenantView) => {
    list.change((all) => all.map((one) => (one.tenantId === changed.tenantId ? changed : one)));
    announce(said.changed(changed.name, said.states[changed.status]));
  };
  return (
    <PanelPage title={said.title} lead={said.lead}>
      {headroom && <Headroom headroom={headroom} />}
      <label className="field inline">
        <span>{said.filter}</span>
        <select value={status} onChange={(event) => setStatus(event.target.value as TenantStatus | "")}>
          <option value="">{said.all}</option>
          {STATES.map((state) => (
            <option key={state} value={state}>
              {said.states[state]}
            </option>
          ))}
        </select>
      </label>
      {list.items.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
        <section className="table-scroll" tabIndex={0} aria-label={said.title}>
          <table>
            <thead>
              <tr>
                {[said.tenant, said.owner, said.plan, said.status, said.since].map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
                <th scope="col">
                  <span className="hidden">{said.what}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {list.items.map((tenant) => (
                <TenantRow key={tenant.tenantId} tenant={tenant} onChanged={change} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      <ListEnd list={list} empty={said.none} />
    </PanelPage>
  );
}
