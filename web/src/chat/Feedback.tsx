import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import type { FeedbackRequest } from "../api/types.ts";
import { useServices } from "../app/services.ts";
import { strings } from "../strings.ts";
import { Failure } from "../ui/Notice.tsx";

const said = strings.answer;

interface Props {
  messageId: string;
  rating: FeedbackRequest["rating"];
}

/** Sends the rating at once, and then a note with it. What was typed stays until it has arrived. */
export function Feedback({ messageId, rating }: Props) {
  const { api } = useServices();
  const id = useId();
  const [state, setState] = useState<"sending" | "sent" | "noted" | "failed">("sending");
  const [failure, setFailure] = useState<unknown>(null);
  const form = useRef<HTMLFormElement>(null);
  const typed = () => (form.current === null ? "" : String(new FormData(form.current).get("note")).trim());
  const send = (note: string) => {
    api.rate(messageId, { rating, ...(note && { note }) }).then(
      () => setState(note ? "noted" : "sent"),
      (reason: unknown) => {
        setFailure(reason);
        setState("failed");
      },
    );
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is opened
  useEffect(() => send(""), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed()) send(typed());
  };
  if (state === "noted") return <p role="status">{said.thanks}</p>;
  return (
    <form ref={form} className="note" onSubmit={submit}>
      <label htmlFor={id}>{rating === "helpful" ? said.noteHelpful : said.noteWrong}</label>
      <div className="note-line">
        <input id={id} name="note" maxLength={2000} autoComplete="off" />
        <button type="submit" className="button">
          {said.sendNote}
        </button>
      </div>
      <p className="fine" role="status">
        {state === "sent" && said.thanks}
      </p>
      {state === "failed" && <Failure failure={failure} onRetry={() => send(typed())} />}
    </form>
  );
}
