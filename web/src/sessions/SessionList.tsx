import { useEffect, useRef, useState } from "react";
import type { SessionSummary } from "../api/types.ts";
import { useServices } from "../app/services.ts";
import { type Age, ageOf, dayText } from "../lib/moments.ts";
import { useStore } from "../lib/store.ts";
import { strings } from "../strings.ts";
import { Icon } from "../ui/Icon.tsx";
import { Failure } from "../ui/Notice.tsx";
import { SessionRow } from "./SessionRow.tsx";
import { type Listed, LONGEST } from "./sessions.ts";

const said = strings.sessions;
const SEARCH_AFTER_MS = 300;

/** The tenant's conversations, the latest first, to be found again, opened, renamed and ended. */
export function SessionList({ onOpen }: { onOpen: () => void }) {
  const { sessions } = useServices();
  const list = useStore(sessions.list);
  return (
    <nav className="sessions" aria-label={said.title}>
      <Search />
      <div className="sessions-scroll">
        {byAge(list.items).map(([age, items]) => (
          <section key={age} aria-label={said.days[age]}>
            <p className="sessions-day" aria-hidden="true">
              {said.days[age]}
            </p>
            <ul>
              {items.map((session) => (
                <SessionRow key={session.sessionId} session={session} onOpen={onOpen} />
              ))}
            </ul>
          </section>
        ))}
        <End list={list} onMore={() => void sessions.more()} />
      </div>
    </nav>
  );
}

function byAge(items: readonly SessionSummary[]): [Age, SessionSummary[]][] {
  const groups = Map.groupBy(items, (one) => ageOf(one.lastActivityAt));
  return (["today", "yesterday", "earlier"] as const).flatMap((age) => {
    const found = groups.get(age);
    return found ? [[age, found] as [Age, SessionSummary[]]] : [];
  });
}

/** Looks for what is typed a moment after the last key. */
function Search() {
  const { sessions } = useServices();
  const [typed, setTyped] = useState(sessions.list.get().search);
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = (text: string, delay: number) => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => void sessions.load(text), delay);
  };
  return (
    <label className="search small">
      <Icon name="search" />
      <span className="hidden">{said.search}</span>
      <input
        type="search"
        value={typed}
        maxLength={LONGEST}
        placeholder={said.search}
        onChange={(event) => change(event.target.value, event.target.value ? SEARCH_AFTER_MS : 0)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || typed === "") return;
          event.stopPropagation();
          event.preventDefault();
          change("", 0);
        }}
      />
    </label>
  );
}

/** What stands below the list: what was searched, that there is more, that there is nothing, or that it failed. */
function End({ list, onMore }: { list: Listed; onMore: () => void }) {
  if (list.phase === "failed") return <Failure lead={said.failed} failure={list.failure} onRetry={onMore} />;
  const hasMore = list.phase === "ready" && list.nextCursor !== undefined;
  return (
    <div className="sessions-end">
      <p className="fine" role="status">
        {told(list)}
      </p>
      {hasMore && (
        <button type="button" className="link" onClick={onMore}>
          {list.search === "" ? said.more : said.searchOn}
        </button>
      )}
    </div>
  );
}

function told({ phase, search, items, searched, nextCursor }: Listed): string {
  if (phase === "loading") return search === "" ? (items.length === 0 ? said.loading : "") : said.searching;
  if (search === "") return items.length === 0 ? said.none : "";
  const found = items.length === 0 ? `${said.noneFound} ` : "";
  if (searched === null) return found;
  const isAll = nextCursor === undefined || searched.backTo === undefined;
  return (
    found +
    (isAll ? said.searched(searched.sessions) : said.searchedBack(searched.sessions, dayText(searched.backTo ?? 0)))
  );
}
