import type { Headroom as Room } from "../api/types.ts";
import { capital } from "../chat/names.ts";
import { strings } from "../strings.ts";

const said = strings.admin;

/** How many more tenants fit, and which of the account's quotas decides that. */
export function Headroom({ headroom }: { headroom: Room }) {
  return (
    <section className="panel-section card" aria-label={said.headroom}>
      <header className="card-head">
        <h2>{said.fits(headroom.tenants)}</h2>
        <span className="fine">{said.headroomLead}</span>
      </header>
      <ul className="quotas">
        {headroom.quotas.map(({ quota, used, limit }) => (
          <li key={quota} className="quota">
            <span>{capital(quota)}</span>
            <meter className="bar" aria-label={capital(quota)} min={0} max={limit} value={used} />
            <span className="number fine">
              {used.toLocaleString("en")} / {limit.toLocaleString("en")}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
