import { type ReactNode, useEffect, useState } from "react";
import { useStore } from "../lib/store.ts";
import { strings } from "../strings.ts";
import { Brand } from "../ui/Brand.tsx";
import { Icon } from "../ui/Icon.tsx";
import { announcement } from "./announce.ts";
import { online } from "./online.ts";
import { href, useRoute } from "./router.ts";
import { Side } from "./Side.tsx";
import { useServices } from "./services.ts";

/** The frame: the side column (a drawer on a phone), and the page beside it. */
export function Shell({ children }: { children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const route = useRoute().join("/");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the drawer closes when the page changes
  useEffect(() => setOpen(false), [route]);
  useEscape(isOpen, () => setOpen(false));
  return (
    <div className="shell" data-drawer={isOpen ? "open" : "closed"}>
      <button type="button" className="skip" onClick={skip}>
        {strings.skip}
      </button>
      <aside className="side" id="side" aria-label={strings.nav.label}>
        <Side onClose={() => setOpen(false)} />
      </aside>
      {isOpen && (
        <button type="button" className="shade" aria-label={strings.nav.close} onClick={() => setOpen(false)} />
      )}
      <main className="page" id="main" tabIndex={-1}>
        <Top isOpen={isOpen} onOpen={() => setOpen(true)} />
        <Offline />
        {children}
      </main>
      <Announcements />
    </div>
  );
}

/** On a phone: the way to the drawer, and to a new conversation. */
function Top({ isOpen, onOpen }: { isOpen: boolean; onOpen: () => void }) {
  const { conversation } = useServices();
  return (
    <header className="top">
      <button
        type="button"
        className="icon-button"
        aria-label={strings.nav.open}
        aria-controls="side"
        aria-expanded={isOpen}
        onClick={onOpen}
      >
        <Icon name="menu" />
      </button>
      <Brand />
      <a
        className="icon-button"
        href={href()}
        aria-label={strings.nav.newQuestion}
        onClick={() => void conversation.open(null)}
      >
        <Icon name="plus" />
      </a>
    </header>
  );
}

/** No link: the address holds the route. */
function skip(): void {
  document.getElementById("main")?.focus();
}

function useEscape(isOpen: boolean, onEscape: () => void): void {
  useEffect(() => {
    if (!isOpen) return;
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && onEscape();
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [isOpen, onEscape]);
}

function Offline() {
  const isOnline = useStore(online);
  return (
    <p className="offline" role="status" hidden={isOnline}>
      {!isOnline && (
        <>
          <Icon name="offline" />
          {strings.connection.offline}
        </>
      )}
    </p>
  );
}

function Announcements() {
  return (
    <div className="hidden" role="status" aria-live="polite">
      {useStore(announcement)}
    </div>
  );
}
