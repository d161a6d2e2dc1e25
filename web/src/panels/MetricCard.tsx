import { useState } from "react";
import type { CatalogEntry } from "../api/types.ts";
import { useAsking } from "../app/asking.ts";
import { useServices } from "../app/services.ts";
import { metricName, nameInside, plainName } from "../chat/names.ts";
import { periodLabel } from "../chat/periods.ts";
import { useStore } from "../lib/store.ts";
import { strings } from "../strings.ts";
import { Icon } from "../ui/Icon.tsx";
import { MetricNames } from "./MetricNames.tsx";

const said = strings.catalog;
const VALUES_SHOWN = 8;

interface Props {
  entry: CatalogEntry;
  onChanged: (entry: CatalogEntry) => void;
}

/** One metric: its names, and, opened, what it is and what of it is there. */
export function MetricCard({ entry, onChanged }: Props) {
  const [isOpen, setOpen] = useState(false);
  const ask = useAsking();
  return (
    <article className="metric">
      <button type="button" className="metric-head" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Icon name={isOpen ? "down" : "right"} />
        <span className="metric-name">{entry.displayName}</span>
        <span className="fine">{(entry.synonyms ?? []).join(", ")}</span>
      </button>
      {isOpen && (
        <div className="metric-body">
          <Facts entry={entry} />
          <MetricNames entry={entry} onChanged={onChanged} />
          <button type="button" className="button" onClick={() => ask(said.question(nameInside(entry.displayName)))}>
            {said.ask}
          </button>
        </div>
      )}
    </article>
  );
}

function Facts({ entry }: { entry: CatalogEntry }) {
  const catalog = useStore(useServices().catalog);
  const name = (subject: string) => metricName(subject, catalog);
  return (
    <dl className="facts">
      <Fact label={said.subject}>
        <code>{entry.subject}</code>
      </Fact>
      <Fact label={said.unit}>{entry.unit}</Fact>
      <Fact label={said.kind}>{said.kinds[entry.kind]}</Fact>
      {entry.goodDirection && <Fact label={said.direction}>{said.directions[entry.goodDirection]}</Fact>}
      {entry.numerator && entry.denominator && (
        <Fact label={said.computed}>{said.quotient(name(entry.numerator), name(entry.denominator))}</Fact>
      )}
      {entry.targetOf && <Fact label={said.targetOf}>{name(entry.targetOf)}</Fact>}
      {Object.entries(entry.periods ?? {}).map(([grain, span], place) => (
        <Fact key={grain} label={place === 0 ? said.periods : ""}>
          {said.span(said.grains[grain] ?? grain, periodLabel(span.first), periodLabel(span.last))}
        </Fact>
      ))}
      {Object.entries(entry.dimensions ?? {}).map(([dimension, values], place) => (
        <Fact key={dimension} label={place === 0 ? said.dimensions : ""}>
          {plainName(dimension)}: {values.slice(0, VALUES_SHOWN).join(", ")}
          {values.length > VALUES_SHOWN && ` ${said.more(values.length - VALUES_SHOWN)}`}
        </Fact>
      ))}
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}
