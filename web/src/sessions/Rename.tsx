import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import type { SessionSummary } from "../api/types.ts";
import { announce } from "../app/announce.ts";
import { useServices } from "../app/services.ts";
import { strings } from "../strings.ts";
import { Failure } from "../ui/Notice.tsx";
import { LONGEST } from "./sessions.ts";

const said = strings.sessions;

interface Props {
  session: SessionSummary;
  title: string;
  onDone: () => void;
  /** It was left for something else, which has the focus now. */
  onLeft: () => void;
}

/** A conversation's name, typed in its place. Nothing typed is lost when saving fails; without a name it has its first question's. */
export function Rename({ session, title, onDone, onLeft }: Props) {
  const { sessions } = useServices();
  const box = useRef<HTMLInputElement>(null);
  const hint = useId();
  const [typed, setTyped] = useState(title);
  const [isSaving, setSaving] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    box.current?.focus(); // which selecting does in some browsers only
    box.current?.select();
  }, []);
  const save = async (event?: FormEvent) => {
    event?.preventDefault();
    const name = typed.trim();
    if (isSaving) return;
    if (name === title) return onDone();
    setSaving(true);
    setFailure(null);
    try {
      await sessions.rename(session.sessionId, name || null);
      announce(said.renamed(name || (session.firstQuestion ?? "")));
      onDone();
    } catch (reason) {
      setFailure(reason);
      setSaving(false);
    }
  };
  return (
    <form className="session-form session-rename" onSubmit={(event) => void save(event)}>
      <input
        ref={box}
        value={typed}
        maxLength={LONGEST}
        autoComplete="off"
        aria-label={said.newTitle}
        aria-describedby={hint}
        readOnly={isSaving}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          onDone();
        }}
        onBlur={() => {
          if (typed.trim() === title && !isSaving) onLeft();
        }}
      />
      <p id={hint} className="fine session-hint">
        {said.renameHint}
      </p>
      <div className="session-buttons">
        <button type="submit" className="button" disabled={isSaving}>
          {strings.save}
        </button>
        <button type="button" className="quiet" onClick={onDone}>
          {strings.cancel}
        </button>
      </div>
      {failure !== null && <Failure lead={said.renameFailed} failure={failure} onRetry={() => void save()} />}
    </form>
  );
}
