import { useMemo, useState } from "react";
import type { CatalogEntry } from "../api/types.ts";
import { useServices } from "../app/services.ts";
import { capital, plainName } from "../chat/names.ts";
import { useStore } from "../lib/store.ts";
import { strings } from "../strings.ts";
import { Icon } from "../ui/Icon.tsx";
import { MetricCard } from "./MetricCard.tsx";
import { fitting } from "./names.ts";
import { PanelPage } from "./PanelPage.tsx";

const said = strings.catalog;

/** Every metric the tenant has, by domain, with the names that questions may call it by. */
export default function Catalog() {
  const { catalog } = useServices();
  const metrics = useStore(catalog);
  const [search, setSearch] = useState("");
  const found = useMemo(() => fitting(metrics, search), [metrics, search]);
  return (
    <PanelPage title={said.title} lead={said.lead}>
      {metrics.length > 0 && (
        <label className="search">
          <Icon name="search" />
          <span className="hidden">{said.search}</span>
          <input
            type="search"
            value={search}
            placeholder={said.search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </label>
      )}
      <p className="fine" role="status">
        {metrics.length > 0 && said.count(found.length)}
      </p>
      {found.length === 0 && <p className="panel-empty">{metrics.length === 0 ? said.none : said.noneFound}</p>}
      {byDomain(found).map(([domain, entries]) => (
        <section key={domain} className="panel-section" aria-label={capital(domain)}>
          <h2>{capital(domain)}</h2>
          <ul className="metrics">
            {entries.map((entry) => (
              <li key={entry.subject}>
                <MetricCard entry={entry} onChanged={catalog.change} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </PanelPage>
  );
}

/** Targets stand with what they are targets of. */
function byDomain(entries: readonly CatalogEntry[]): [string, CatalogEntry[]][] {
  const groups = new Map<string, CatalogEntry[]>();
  for (const entry of entries) {
    const domain = plainName(entry.domain && entry.domain !== "unknown" ? entry.domain : strings.catalog.otherDomain);
    groups.set(domain, [...(groups.get(domain) ?? []), entry]);
  }
  return [...groups].sort(
    ([one], [two]) => Number(one === said.otherDomain) - Number(two === said.otherDomain) || one.localeCompare(two),
  );
}
