import { type FormEvent, useId, useRef, useState } from "react";
import type { Pin } from "../api/types.ts";
import { announce } from "../app/announce.ts";
import { useServices } from "../app/services.ts";
import { useDoing } from "../lib/doing.ts";
import { momentText } from "../lib/moments.ts";
import { strings } from "../strings.ts";
import { Failure } from "../ui/Notice.tsx";
import { useMine } from "./mine.ts";
import { usePin } from "./usePin.ts";

const said = strings.pins;
const LONGEST_NOTE = 500;

/** Pins an answer for colleagues, with a note if one is given; tells by whom it is pinned if it is. */
export function Pinning({ messageId }: { messageId: string }) {
  const pin = usePin(messageId);
  if (pin === undefined)
    return <PinNote messageId={messageId} submit={said.pinLong} onDone={() => announce(said.done)} />;
  return <PinDetails pin={pin} />;
}

function PinDetails({ pin }: { pin: Pin }) {
  const { pins } = useServices();
  const { isMine, mayRemove } = useMine(pin.pinnedBy);
  const [isEditing, setEditing] = useState(false);
  const doing = useDoing();
  const unpin = () => doing.run(() => pins.unpin(pin.messageId).then(() => announce(said.unpinned)));
  return (
    <section className="told-below" aria-label={said.pinned}>
      <p className="fine">{said.by(pin.pinnedBy.name, momentText(pin.pinnedAt))}</p>
      {isEditing ? (
        <PinNote
          messageId={pin.messageId}
          note={pin.note ?? ""}
          submit={said.saveNote}
          onDone={() => setEditing(false)}
        />
      ) : (
        pin.note && <p className="pin-note">{pin.note}</p>
      )}
      <div className="told-actions">
        {isMine && (
          <button type="button" className="link" aria-expanded={isEditing} onClick={() => setEditing(!isEditing)}>
            {said.editNote}
          </button>
        )}
        {mayRemove && (
          <button type="button" className="link" disabled={doing.isDoing} onClick={unpin}>
            {said.unpin}
          </button>
        )}
        <a className="link" href="#/pins">
          {said.all}
        </a>
      </div>
      {doing.failure !== null && <Failure failure={doing.failure} onRetry={doing.again} />}
    </section>
  );
}

interface NoteProps {
  messageId: string;
  /** As it was, if it is there to be changed. */
  note?: string;
  submit: string;
  onDone: () => void;
}

/** The note of a pin, which is made or changed with it. */
export function PinNote({ messageId, note, submit, onDone }: NoteProps) {
  const { pins } = useServices();
  const id = useId();
  const [typed, setTyped] = useState(note ?? "");
  const opener = useRef(document.activeElement);
  const doing = useDoing();
  const save = (event?: FormEvent) => {
    event?.preventDefault();
    doing.run(async () => {
      await pins.pin(messageId, typed);
      onDone();
      if (opener.current instanceof HTMLElement) opener.current.focus();
    });
  };
  return (
    <form className="note" onSubmit={save}>
      <label htmlFor={id}>{said.note}</label>
      <div className="note-line">
        <input
          // biome-ignore lint/a11y/noAutofocus: the button that was pressed leads here
          autoFocus={note !== undefined}
          id={id}
          value={typed}
          maxLength={LONGEST_NOTE}
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
        />
        <button type="submit" className="button" disabled={doing.isDoing}>
          {submit}
        </button>
      </div>
      {doing.failure !== null && <Failure failure={doing.failure} onRetry={() => save()} />}
    </form>
  );
}
