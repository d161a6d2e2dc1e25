import { useEffect, useRef, useState } from "react";
import type { OneMessage, Pin } from "../api/types.ts";
import { announce } from "../app/announce.ts";
import { href } from "../app/router.ts";
import { useServices } from "../app/services.ts";
import { AnswerText } from "../chat/AnswerText.tsx";
import { Chart } from "../chat/Chart.tsx";
import { Comments } from "../colleagues/Comments.tsx";
import { useMine } from "../colleagues/mine.ts";
import { PinNote } from "../colleagues/Pinning.tsx";
import type { Pinned } from "../colleagues/pins.ts";
import { useDoing } from "../lib/doing.ts";
import { momentText } from "../lib/moments.ts";
import { useNear } from "../lib/near.ts";
import { useStore } from "../lib/store.ts";
import { strings } from "../strings.ts";
import { Action } from "../ui/Action.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Failure } from "../ui/Notice.tsx";
import { ListEnd, type Shown } from "./ListEnd.tsx";
import { PanelPage } from "./PanelPage.tsx";
import { useReport } from "./useReport.ts";

const said = strings.pins;

/** The answers that somebody pinned for everybody in the tenant, as cards. */
export default function Pins() {
  const { pins } = useServices();
  const list = useStore(pins.list);
  useEffect(() => void pins.load(), [pins]);
  return (
    <PanelPage title={said.title} lead={said.lead}>
      <ul className="cards">
        {list.items.map((pin) => (
          <li key={pin.messageId}>
            <PinCard pin={pin} />
          </li>
        ))}
      </ul>
      <ListEnd list={shownAs(list, () => void pins.more())} empty={said.none} />
    </PanelPage>
  );
}

function shownAs({ items, phase, failure, nextCursor }: Pinned, more: () => void): Shown {
  return { items, phase: phase === "unknown" ? "loading" : phase, failure, hasMore: nextCursor !== undefined, more };
}

type Open = "comments" | "chart" | "note" | null;

function PinCard({ pin }: { pin: Pin }) {
  const { client } = useServices();
  const card = useRef<HTMLElement>(null);
  const [open, setOpen] = useState<Open>(null);
  const toggle = (what: Open) => setOpen(open === what ? null : what);
  const path = `/messages/${encodeURIComponent(pin.messageId)}`;
  // The list holds the words alone: what the figures in them were read from comes with the whole answer.
  const { report, failure, retry } = useReport<OneMessage>(client, useNear(card) ? { method: "GET", path } : null);
  const answer = report?.answer;
  return (
    <article ref={card} className="card pin">
      <header className="card-head">
        <h2>{pin.question ?? said.untitled}</h2>
      </header>
      <AnswerText answer={answer ?? { answer: pin.answer }} />
      {open === "note" ? (
        <PinNote messageId={pin.messageId} note={pin.note ?? ""} submit={said.saveNote} onDone={() => setOpen(null)} />
      ) : (
        pin.note && <p className="pin-note">{pin.note}</p>
      )}
      <p className="fine">
        {said.by(pin.pinnedBy.name, momentText(pin.pinnedAt))}
        {pin.askedAt !== undefined && `, ${said.asked(momentText(pin.askedAt))}`}
      </p>
      <PinActions pin={pin} hasChart={answer?.chart !== undefined} open={open} onToggle={toggle} />
      {failure !== null && <Failure lead={said.figuresFailed} failure={failure} onRetry={retry} />}
      {open === "chart" && answer?.chart && <Chart chart={answer.chart} onPicture={() => undefined} />}
      {open === "comments" && <Comments messageId={pin.messageId} />}
    </article>
  );
}

/** The card is gone, and the focus with it: it goes on at the beginning of the page. */
function unpinned(): void {
  announce(said.unpinned);
  document.getElementById("main")?.focus();
}

interface ActionsProps {
  pin: Pin;
  hasChart: boolean;
  open: Open;
  onToggle: (what: Open) => void;
}

function PinActions({ pin, hasChart, open, onToggle }: ActionsProps) {
  const { pins } = useServices();
  const { isMine, mayRemove } = useMine(pin.pinnedBy);
  const doing = useDoing();
  const unpin = () => doing.run(() => pins.unpin(pin.messageId).then(unpinned));
  return (
    <>
      <footer className="actions">
        <a className="action" href={href("s", pin.sessionId)}>
          <Icon name="right" />
          {said.open}
        </a>
        {hasChart && (
          <Action icon="chart" text={said.chart} isOpen={open === "chart"} onClick={() => onToggle("chart")} />
        )}
        <Action
          icon="comment"
          text={strings.comments.title}
          isOpen={open === "comments"}
          onClick={() => onToggle("comments")}
        />
        {isMine && (
          <Action icon="edit" text={said.editNote} isOpen={open === "note"} onClick={() => onToggle("note")} />
        )}
        {mayRemove && <Action icon="close" text={said.unpin} onClick={unpin} />}
      </footer>
      {doing.failure !== null && <Failure failure={doing.failure} onRetry={doing.again} />}
    </>
  );
}
