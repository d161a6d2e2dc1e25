import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { SessionSummary } from "../api/types.ts";
import { href, useRoute } from "../app/router.ts";
import { useServices } from "../app/services.ts";
import { useStore } from "../lib/store.ts";
import { strings } from "../strings.ts";
import { Icon } from "../ui/Icon.tsx";
import { Menu } from "../ui/Menu.tsx";
import { Ending } from "./Ending.tsx";
import { Rename } from "./Rename.tsx";

const said = strings.sessions;

type Doing = "rename" | "end" | "ended" | null;

interface Props {
  session: SessionSummary;
  onOpen: () => void;
}

/** A conversation: the way to it, and what can be done with it. */
export function SessionRow({ session, onOpen }: Props) {
  const [doing, setDoing] = useState<Doing>(null);
  const [place, shown] = useRoute();
  const link = useRef<HTMLAnchorElement>(null);
  const leave = (next: Doing = null) => {
    flushSync(() => setDoing(next));
    link.current?.focus();
  };
  const title = session.title ?? session.firstQuestion ?? said.untitled;
  if (doing === "rename") {
    return (
      <li>
        <Rename session={session} title={title} onDone={() => leave()} onLeft={() => setDoing(null)} />
      </li>
    );
  }
  const hasEnded = doing === "ended" && session.completedAt !== undefined; // until it goes on
  const isOpen = place === "s" && shown === session.sessionId;
  return (
    <li>
      <div className="session" data-open={isOpen}>
        <a
          ref={link}
          href={href("s", session.sessionId)}
          aria-current={isOpen ? "page" : undefined}
          title={title}
          onClick={onOpen}
        >
          <span className="session-title">{title}</span>
          <Colleague session={session} />
        </a>
        <Menu
          label={said.actions(title)}
          className="session-menu"
          choices={[
            { value: "rename" as const, label: said.rename },
            { value: "end" as const, label: session.completedAt === undefined ? said.end : said.rateEnded },
          ]}
          onChoose={setDoing}
        >
          <Icon name="more" />
        </Menu>
      </div>
      {doing === "end" && <Ending session={session} onCancel={() => leave()} onEnded={() => leave("ended")} />}
      <p className="session-told fine" role="status" hidden={!hasEnded}>
        {hasEnded && said.thanks}
      </p>
    </li>
  );
}

/** Marks what somebody else began. */
function Colleague({ session }: { session: SessionSummary }) {
  const user = useStore(useServices().me);
  if (user === null || session.startedBy === undefined || session.startedBy === user.userId) return null;
  return (
    <span className="session-mark" title={said.ofColleague}>
      <Icon name="colleague" />
      <span className="hidden">, {said.ofColleague}</span>
    </span>
  );
}
