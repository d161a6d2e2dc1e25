import { useRef, useState } from "react";
import type { Comment } from "../api/types.ts";
import { useDoing } from "../lib/doing.ts";
import { momentText } from "../lib/moments.ts";
import { strings } from "../strings.ts";
import { Failure } from "../ui/Notice.tsx";
import { useMine } from "./mine.ts";

const said = strings.comments;

/** One comment; who wrote it may delete it, after being asked once more. */
export function CommentItem({ comment, onRemove }: { comment: Comment; onRemove: () => Promise<void> }) {
  const { isMine, mayRemove } = useMine(comment.author);
  const [isAsked, setAsked] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const doing = useDoing();
  const when = momentText(comment.writtenAt);
  return (
    <div className="comment">
      <header>
        <strong>{isMine ? said.you : comment.author.name}</strong>
        <span className="fine">{when}</span>
        {mayRemove && (
          <button
            ref={opener}
            type="button"
            className="quiet"
            aria-label={said.removeOf(isMine ? said.you : comment.author.name, when)}
            aria-expanded={isAsked}
            onClick={() => setAsked(!isAsked)}
          >
            {said.remove}
          </button>
        )}
      </header>
      <p>{comment.text}</p>
      {isAsked && (
        <div className="question-back" role="alertdialog" aria-label={said.confirm}>
          <p className="fine">{said.confirm}</p>
          <button
            // biome-ignore lint/a11y/noAutofocus: the question came up because its button was pressed
            autoFocus
            type="button"
            className="button"
            disabled={doing.isDoing}
            onClick={() => doing.run(onRemove)}
          >
            {said.remove}
          </button>
          <button
            type="button"
            className="quiet"
            onClick={() => {
              setAsked(false);
              opener.current?.focus();
            }}
          >
            {strings.cancel}
          </button>
        </div>
      )}
      {doing.failure !== null && <Failure failure={doing.failure} onRetry={doing.again} />}
    </div>
  );
}
