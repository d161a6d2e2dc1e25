import { type FormEvent, useId, useState } from "react";
import { ApiProblem } from "../api/failures.ts";
import type { CatalogEntry, MetricChange } from "../api/types.ts";
import { announce } from "../app/announce.ts";
import { useServices } from "../app/services.ts";
import { strings } from "../strings.ts";
import { Icon } from "../ui/Icon.tsx";
import { Failure, Notice } from "../ui/Notice.tsx";
import { distinct } from "./names.ts";

const said = strings.catalog;
const LONGEST = 256;
const CONFLICT = 409;

interface Props {
  entry: CatalogEntry;
  onChanged: (entry: CatalogEntry) => void;
}

/** The names of a metric, to be changed. What somebody else changed meanwhile is shown, and never overwritten unseen. */
export function MetricNames({ entry, onChanged }: Props) {
  const { client } = useServices();
  const [isSaving, setSaving] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const path = `/metrics/${encodeURIComponent(entry.subject)}`;
  const save = async (change: MetricChange) => {
    setSaving(true);
    setFailure(null);
    try {
      const body = { ...change, ...(entry.revision !== undefined && { revision: entry.revision }) };
      onChanged(await client.send<CatalogEntry>({ method: "PATCH", path, body }));
      announce(said.saved);
      return true;
    } catch (reason) {
      setFailure(reason);
      if (isConflict(reason)) await readAgain().catch(setFailure);
      return false;
    } finally {
      setSaving(false);
    }
  };
  const readAgain = async () => {
    const { metrics } = await client.send<{ metrics: readonly CatalogEntry[] }>({ method: "GET", path: "/metrics" });
    const now = metrics.find((one) => one.subject === entry.subject);
    if (now) onChanged(now);
  };
  return (
    <div className="names">
      <Rename key={entry.displayName} name={entry.displayName} isSaving={isSaving} onSave={save} />
      <Synonyms synonyms={entry.synonyms ?? []} isSaving={isSaving} onSave={save} />
      {failure !== null &&
        (isConflict(failure) ? (
          <Notice>
            <p>{said.changed}</p>
          </Notice>
        ) : (
          <Failure failure={failure} />
        ))}
    </div>
  );
}

function isConflict(failure: unknown): boolean {
  return failure instanceof ApiProblem && failure.problem.status === CONFLICT;
}

interface RenameProps {
  name: string;
  isSaving: boolean;
  onSave: (change: MetricChange) => Promise<boolean>;
}

function Rename({ name, isSaving, onSave }: RenameProps) {
  const id = useId();
  const [typed, setTyped] = useState(name);
  const isChanged = typed.trim() !== "" && typed.trim() !== name;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isChanged) void onSave({ displayName: typed.trim() });
  };
  return (
    <form className="inline-form" onSubmit={submit}>
      <label htmlFor={id}>{said.name}</label>
      <input
        id={id}
        value={typed}
        maxLength={LONGEST}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
      />
      <button type="submit" className="button" disabled={!isChanged || isSaving}>
        {strings.save}
      </button>
    </form>
  );
}

interface SynonymsProps {
  synonyms: readonly string[];
  isSaving: boolean;
  onSave: (change: MetricChange) => Promise<boolean>;
}

function Synonyms({ synonyms, isSaving, onSave }: SynonymsProps) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const isKnown = synonyms.some((one) => one.toLowerCase() === typed.trim().toLowerCase());
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() === "" || isKnown) return;
    if (await onSave({ synonyms: distinct([...synonyms, typed]) })) setTyped("");
  };
  return (
    <form className="inline-form" onSubmit={(event) => void submit(event)}>
      <label htmlFor={id}>{said.synonyms}</label>
      <ul className="tags">
        {synonyms.length === 0 && <li className="fine">{said.noSynonyms}</li>}
        {synonyms.map((synonym) => (
          <li key={synonym} className="tag">
            {synonym}
            <button
              type="button"
              aria-label={said.remove(synonym)}
              disabled={isSaving}
              onClick={() => void onSave({ synonyms: synonyms.filter((one) => one !== synonym) })}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
      <input
        id={id}
        value={typed}
        maxLength={LONGEST}
        autoComplete="off"
        placeholder={said.addSynonym}
        aria-invalid={isKnown}
        onChange={(event) => setTyped(event.target.value)}
      />
      <button type="submit" className="button" disabled={typed.trim() === "" || isKnown || isSaving}>
        {said.add}
      </button>
      {isKnown && <p className="fine">{said.isSynonym}</p>}
    </form>
  );
}
