import { useState } from "react";
import type { CitedReference, DerivedValue } from "../api/types.ts";
import { useServices } from "../app/services.ts";
import { useStore } from "../lib/store.ts";
import { strings } from "../strings.ts";
import { Icon } from "../ui/Icon.tsx";
import { isReference, type Value } from "./figures.ts";
import { metricName } from "./names.ts";
import { exactText } from "./units.ts";
import { usePeriodName } from "./usePeriodName.ts";

type Values = ReadonlyMap<string, Value>;

const said = strings.lineage;
const SHOWN = 8;

/** Where a value comes from: the row it was read from, or the operation and its inputs, down to the rows. */
export function Lineage({ text, value, values }: { text: string; value: Value; values: Values }) {
  const isPoints = text.endsWith(" points");
  const exact = isPoints
    ? exactText(value.value, value.unit).replace(/ %$/, " points")
    : exactText(value.value, value.unit);
  return (
    <>
      <header className="lineage-head">
        <span className="lineage-kind">
          <Icon name={isReference(value) ? "row" : "computed"} />
          {isReference(value) ? said.row : said.computed}
        </span>
        <strong>{text}</strong>
        {exact !== text && <span className="lineage-exact">{`${said.exactly} ${exact}`}</span>}
      </header>
      {!isReference(value) && <p className="lineage-label">{value.label}</p>}
      <Origin value={value} values={values} />
    </>
  );
}

function Origin({ value, values }: { value: Value; values: Values }) {
  return isReference(value) ? <Row reference={value} /> : <Computed value={value} values={values} />;
}

function Row({ reference }: { reference: CitedReference }) {
  const catalog = useStore(useServices().catalog);
  const periodName = usePeriodName();
  const { source } = reference;
  const slice = Object.entries(reference.dimensions ?? {}).map(([name, value]) => `${plain(name)}: ${value}`);
  return (
    <dl className="lineage-row">
      <dt>{said.metric}</dt>
      <dd>{metricName(reference.metric, catalog)}</dd>
      <dt>{said.period}</dt>
      <dd>{periodName(reference.period)}</dd>
      <dt>{said.slice}</dt>
      <dd>{slice.join(", ") || said.total}</dd>
      {source.version !== undefined && (
        <>
          <dt>{said.version}</dt>
          <dd>{source.version}</dd>
        </>
      )}
      <dt>{said.key}</dt>
      <dd>
        <code>{source.pk}</code> <code>{source.sk}</code>
      </dd>
      <dt>{said.table}</dt>
      <dd>
        <code>{source.table}</code>
      </dd>
    </dl>
  );
}

function Computed({ value, values }: { value: DerivedValue; values: Values }) {
  const [shown, setShown] = useState(SHOWN);
  const inputs = value.inputs.map((id) => values.get(id)).filter((input) => input !== undefined);
  const isMixed = new Set(inputs.filter(isReference).map((input) => input.metric)).size > 1;
  return (
    <>
      <p className="lineage-operation">{operationText(value.operation)}</p>
      <ol className="lineage-inputs">
        {inputs.slice(0, shown).map((input) => (
          <li key={input.id}>
            <Input value={input} values={values} namesMetric={isMixed} />
          </li>
        ))}
      </ol>
      {inputs.length > shown && (
        <button type="button" className="link" onClick={() => setShown(inputs.length)}>
          {said.more(inputs.length - shown)}
        </button>
      )}
    </>
  );
}

interface InputProps {
  value: Value;
  values: Values;
  /** Whether the inputs are of several metrics, so that each has to say of which it is. */
  namesMetric: boolean;
}

/** An input in one line, which opens to its own lineage. */
function Input({ value, values, namesMetric }: InputProps) {
  const [isOpen, setOpen] = useState(false);
  const catalog = useStore(useServices().catalog);
  const periodName = usePeriodName();
  const name = isReference(value)
    ? [
        namesMetric && metricName(value.metric, catalog),
        periodName(value.period),
        ...Object.values(value.dimensions ?? {}),
      ]
    : [value.label];
  return (
    <>
      <button type="button" className="lineage-input" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Icon name="right" />
        <span>{name.filter(Boolean).join(" · ")}</span>
        <span className="number">{exactText(value.value, value.unit)}</span>
      </button>
      {isOpen && (
        <div className="lineage-within">
          <Origin value={value} values={values} />
        </div>
      )}
    </>
  );
}

function operationText(operation: string): string {
  return said.operations[operation] ?? plain(operation.charAt(0).toUpperCase() + operation.slice(1));
}

function plain(name: string): string {
  return name.replaceAll("_", " ");
}
