import { type FormEvent, type KeyboardEvent, useId, useRef } from "react";
import { announce } from "../app/announce.ts";
import { useServices } from "../app/services.ts";
import { useDoing } from "../lib/doing.ts";
import { useStore } from "../lib/store.ts";
import { strings } from "../strings.ts";
import { Failure } from "../ui/Notice.tsx";
import { CommentItem } from "./CommentItem.tsx";
import { useComments } from "./useComments.ts";

const said = strings.comments;
const MOST = 2_000;

/** What colleagues say about an answer, the oldest first, and a box to say something in. */
export function Comments({ messageId }: { messageId: string }) {
  const { list, failure, load, send, remove } = useComments(messageId);
  const place = useRef<HTMLElement>(null);
  if (failure !== null) return <Failure failure={failure} onRetry={load} />;
  const comments = list?.comments ?? [];
  return (
    <section ref={place} className="comments" aria-label={said.title} tabIndex={-1}>
      <p className="fine" role="status">
        {list === null ? strings.loading : empty(list.isOpen, comments.length)}
      </p>
      {comments.length > 0 && (
        <ol>
          {comments.map((comment) => (
            <li key={comment.commentId}>
              <CommentItem
                comment={comment}
                onRemove={async () => {
                  await remove(comment);
                  announce(said.removed);
                  place.current?.focus();
                }}
              />
            </li>
          ))}
        </ol>
      )}
      {list?.isOpen && <CommentBox messageId={messageId} onSend={send} />}
    </section>
  );
}

function empty(isOpen: boolean, count: number): string {
  if (!isOpen) return said.closed;
  return count === 0 ? said.none : "";
}

interface BoxProps {
  messageId: string;
  onSend: (text: string, key: string) => Promise<void>;
}

function CommentBox({ messageId, onSend }: BoxProps) {
  const { drafts } = useServices();
  const id = useId();
  const draft = useStore(drafts.all).get(messageId);
  const doing = useDoing();
  const text = draft?.text ?? "";
  const isTooLong = text.trim().length > MOST;
  const send = (event?: FormEvent | KeyboardEvent) => {
    event?.preventDefault();
    if (draft === undefined || text.trim() === "" || isTooLong) return;
    doing.run(async () => {
      await onSend(text.trim(), draft.key);
      if (drafts.all.get().get(messageId)?.key === draft.key) drafts.write(messageId, "");
      announce(said.sent);
    });
  };
  return (
    <form className="comment-box" onSubmit={send}>
      <label htmlFor={id}>{said.write}</label>
      <textarea
        id={id}
        rows={2}
        value={text}
        aria-invalid={isTooLong}
        aria-describedby={`${id}-hint`}
        onChange={(event) => drafts.write(messageId, event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send(event);
        }}
      />
      <div className="told-actions">
        <p className="fine" id={`${id}-hint`}>
          {isTooLong ? said.tooLong(MOST) : said.hint}
        </p>
        <button type="submit" className="button" disabled={text.trim() === "" || isTooLong || doing.isDoing}>
          {doing.isDoing ? said.sending : said.send}
        </button>
      </div>
      {doing.failure !== null && <Failure lead={said.notSent} failure={doing.failure} onRetry={() => send()} />}
    </form>
  );
}
