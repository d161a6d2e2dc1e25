import type { CatalogEntry, ChatAnswer } from "../api/types.ts";
import { useServices } from "../app/services.ts";
import { useStore } from "../lib/store.ts";
import { strings } from "../strings.ts";
import { Icon } from "../ui/Icon.tsx";
import { Menu } from "../ui/Menu.tsx";
import { comparisons, dimensionValues, metrics, narrowings, periods, splits } from "./choices.ts";
import { metricName, plainName } from "./names.ts";
import { periodLabel, runLabel } from "./periods.ts";
import { question, type Reading, readingOf } from "./rephrase.ts";

const said = strings.reading;

interface Props {
  answer: ChatAnswer;
  isWaiting: boolean;
  onAsk: (question: string) => void;
}

/** What was computed, in parts that can be changed: choosing another asks the question anew. */
export function Interpretation({ answer, isWaiting, onAsk }: Props) {
  const catalog = useStore(useServices().catalog);
  const reading = readingOf(answer);
  if (reading === null) return null;
  const ask = (changed: Reading) => onAsk(question(changed, catalog));
  return (
    <fieldset className="reading" aria-label={said.label} disabled={isWaiting}>
      <MetricPart reading={reading} catalog={catalog} onChange={ask} />
      <RelatedPart reading={reading} catalog={catalog} onChange={ask} />
      <FilterParts reading={reading} catalog={catalog} onChange={ask} />
      <PeriodPart reading={reading} catalog={catalog} fiscal={isFiscal(answer)} onChange={ask} />
      <ComparisonPart reading={reading} catalog={catalog} fiscal={isFiscal(answer)} onChange={ask} />
      <SplitPart reading={reading} catalog={catalog} onChange={ask} />
      <NarrowPart reading={reading} catalog={catalog} onChange={ask} />
    </fieldset>
  );
}

/** What the reading took for granted, in the service's own words. */
export function Assumptions({ answer }: { answer: ChatAnswer }) {
  const assumed = answer.interpretation.assumptions ?? [];
  if (assumed.length === 0) return null;
  return <p className="assumptions">{assumed.join(" ")}</p>;
}

function isFiscal(answer: ChatAnswer): boolean {
  return answer.interpretation.calendar?.startsWith("fiscal") ?? false;
}

interface PartProps {
  reading: Reading;
  catalog: readonly CatalogEntry[];
  onChange: (reading: Reading) => void;
}

function MetricPart({ reading, catalog, onChange }: PartProps) {
  const name = metricName(reading.metric, catalog);
  return (
    <Part
      what={said.metric}
      value={name}
      choices={metrics(reading, catalog)}
      onChoose={(metric) => onChange(metricChanged(reading, metric, catalog))}
    />
  );
}

function RelatedPart({ reading, catalog, onChange }: PartProps) {
  const { related } = reading;
  if (related === null) return null;
  return (
    <Part
      what={said.related}
      value={said.with(metricName(related, catalog))}
      choices={metrics({ ...reading, metric: related }, catalog).filter((choice) => choice.value !== reading.metric)}
      onChoose={(chosen) => onChange({ ...reading, related: chosen })}
    />
  );
}

/** Another metric keeps the filters and splits that it has values for. */
function metricChanged(reading: Reading, metric: string, catalog: readonly CatalogEntry[]): Reading {
  const has = (dimension: string) =>
    catalog.find((entry) => entry.subject === metric)?.dimensions?.[dimension] !== undefined;
  return {
    ...reading,
    metric,
    related: reading.related === metric ? reading.metric : reading.related,
    filters: Object.fromEntries(Object.entries(reading.filters).filter(([dimension]) => has(dimension))),
    groupBy: reading.groupBy.filter(has),
  };
}

function FilterParts({ reading, catalog, onChange }: PartProps) {
  return Object.entries(reading.filters).map(([dimension, values]) => (
    <Part
      key={dimension}
      what={said.filter(plainName(dimension))}
      value={values.join(", ")}
      choices={dimensionValues(reading, dimension, catalog)}
      onChoose={(value) => onChange(filterChanged(reading, dimension, value))}
    />
  ));
}

function filterChanged(reading: Reading, dimension: string, value: string | null): Reading {
  const { [dimension]: _, ...others } = reading.filters;
  return { ...reading, filters: value === null ? others : { ...reading.filters, [dimension]: [value] } };
}

function PeriodPart({ reading, catalog, fiscal, onChange }: PartProps & { fiscal: boolean }) {
  if (reading.periods.length === 0) return null;
  const change = (key: string) => onChange({ ...reading, periods: [key], against: comparedAnew(reading, key) });
  return (
    <Part
      what={said.period}
      value={runLabel(reading.periods, fiscal)}
      choices={periods(reading, catalog, fiscal)}
      onChoose={change}
    />
  );
}

/** Another period is held against what stands to it as before; where that is not known, against nothing. */
function comparedAnew(reading: Reading, key: string): Reading["against"] {
  if (reading.against === null || reading.against === "target") return reading.against;
  const before = comparisons({ ...reading, periods: [key] }, []).find((choice) => choice.value !== null);
  return before?.value ?? null;
}

function ComparisonPart({ reading, catalog, fiscal, onChange }: PartProps & { fiscal: boolean }) {
  if (reading.against === null) return null;
  return (
    <Part
      what={said.compare}
      value={reading.against === "target" ? said.versusTarget : said.versus(periodLabel(reading.against, fiscal))}
      choices={comparisons(reading, catalog)}
      onChoose={(against) => onChange(comparisonChanged(reading, against))}
    />
  );
}

function comparisonChanged(reading: Reading, against: Reading["against"]): Reading {
  const intent = against === null || reading.intent === "target" ? "fact_retrieval" : reading.intent;
  return { ...reading, against, intent };
}

function SplitPart({ reading, catalog, onChange }: PartProps) {
  const [dimension] = reading.groupBy;
  if (dimension === undefined) return null;
  return (
    <Part
      what={said.groupBy}
      value={said.by(plainName(dimension))}
      choices={splits(reading, catalog)}
      onChoose={(chosen) =>
        onChange({ ...reading, groupBy: chosen === null ? [] : [chosen], rank: chosen === null ? null : reading.rank })
      }
    />
  );
}

function NarrowPart({ reading, catalog, onChange }: PartProps) {
  const choices = narrowings(reading, catalog);
  if (choices.length === 0) return null;
  return (
    <Menu
      label={said.addFilter}
      className="part add"
      choices={choices}
      onChoose={({ dimension, value }) => onChange(filterChanged(reading, dimension, value))}
    >
      <Icon name="filter" />
      {said.add}
    </Menu>
  );
}

interface MenuPartProps<T> {
  what: string;
  value: string;
  choices: React.ComponentProps<typeof Menu<T>>["choices"];
  onChoose: (value: T) => void;
}

function Part<T>({ what, value, choices, onChoose }: MenuPartProps<T>) {
  if (choices.length === 0) return <span className="part fixed">{value}</span>;
  return (
    <Menu label={said.change(what, value)} className="part" choices={choices} onChoose={onChoose}>
      {value}
      <Icon name="down" />
    </Menu>
  );
}
