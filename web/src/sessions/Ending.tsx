import { type FormEvent, useState } from "react";
import type { SessionSummary } from "../api/types.ts";
import { useServices } from "../app/services.ts";
import { strings } from "../strings.ts";
import { Failure } from "../ui/Notice.tsx";

const said = strings.sessions;
const POINTS = [1, 2, 3, 4, 5];

interface Props {
  session: SessionSummary;
  onCancel: () => void;
  onEnded: () => void;
}

/** Ends a conversation, with a rating if one is given; what has ended by itself may still be rated. */
export function Ending({ session, onCancel, onEnded }: Props) {
  const { sessions } = useServices();
  const [rating, setRating] = useState<number | null>(session.satisfactionRating ?? null);
  const [failure, setFailure] = useState<unknown>(null);
  const end = async (event?: FormEvent) => {
    event?.preventDefault();
    setFailure(null);
    try {
      await sessions.end(session.sessionId, rating);
      onEnded();
    } catch (reason) {
      setFailure(reason);
    }
  };
  return (
    <form
      className="session-form"
      aria-label={said.end}
      onSubmit={(event) => void end(event)}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onCancel();
      }}
    >
      <fieldset className="rating">
        <legend>{said.rate}</legend>
        {POINTS.map((points) => (
          <label key={points}>
            <input
              type="radio"
              name="rating"
              className="hidden"
              checked={points === rating}
              onChange={() => setRating(points)}
            />
            <span aria-hidden="true">{points}</span>
            <span className="hidden">{said.points(points)}</span>
          </label>
        ))}
      </fieldset>
      <p className="rating-ends" aria-hidden="true">
        <span>{said.worst}</span>
        <span>{said.best}</span>
      </p>
      <div className="session-buttons">
        <button type="submit" className="button">
          {session.completedAt === undefined ? said.end : strings.save}
        </button>
        <button type="button" className="quiet" onClick={onCancel}>
          {strings.cancel}
        </button>
      </div>
      {failure !== null && <Failure lead={said.endFailed} failure={failure} onRetry={() => void end()} />}
    </form>
  );
}
