import { useCallback, useEffect, useId, useRef, useState } from "react";
import type { ShareLink } from "../api/types.ts";
import { announce } from "../app/announce.ts";
import { href } from "../app/router.ts";
import { useServices } from "../app/services.ts";
import { copied } from "../lib/copy.ts";
import { useDoing } from "../lib/doing.ts";
import { strings } from "../strings.ts";
import { Failure } from "../ui/Notice.tsx";

const said = strings.shares;

type State =
  | { is: "making" }
  | { is: "stopped" }
  | { is: "failed"; failure: unknown }
  | { is: "made"; link: ShareLink };

/** Makes the link to an answer (always the same one), and takes it back. */
export function Sharing({ messageId }: { messageId: string }) {
  const { client } = useServices();
  const [state, setState] = useState<State>({ is: "making" });
  const make = useCallback(() => {
    setState({ is: "making" });
    client.send<ShareLink>({ method: "POST", path: `/messages/${encodeURIComponent(messageId)}/share`, body: {} }).then(
      (link) => setState({ is: "made", link }),
      (failure: unknown) => setState({ is: "failed", failure }),
    );
  }, [client, messageId]);
  useEffect(make, [make]);
  if (state.is === "failed") return <Failure failure={state.failure} onRetry={make} />;
  if (state.is === "made") return <Link link={state.link} onStopped={() => setState({ is: "stopped" })} />;
  return (
    <p className="fine" role="status">
      {state.is === "making" ? said.making : said.stopped}
    </p>
  );
}

function Link({ link, onStopped }: { link: ShareLink; onStopped: () => void }) {
  const { client } = useServices();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState<boolean | null>(null);
  const doing = useDoing();
  const address = `${location.origin}/${href("shared", link.shareId)}`;
  const copy = useCallback(() => {
    void copied(address).then((isDone) => {
      setCopied(isDone);
      if (!isDone) field.current?.focus(); // which selects it
    });
  }, [address]);
  useEffect(copy, [copy]);
  const stop = () =>
    doing.run(async () => {
      await client.send({ method: "DELETE", path: `/shares/${encodeURIComponent(link.shareId)}` });
      announce(said.stopped);
      onStopped();
    });
  return (
    <section className="note" aria-label={said.share}>
      <label htmlFor={id}>{said.link}</label>
      <div className="note-line">
        <input ref={field} id={id} readOnly value={address} onFocus={(event) => event.target.select()} />
        <button type="button" className="button" onClick={copy}>
          {said.copy}
        </button>
      </div>
      <div className="told-actions">
        <p className="fine" role="status">
          {isCopied !== null && (isCopied ? said.copied : said.notCopied)}
        </p>
        <button type="button" className="link" disabled={doing.isDoing} onClick={stop}>
          {said.stop}
        </button>
      </div>
      {doing.failure !== null && <Failure failure={doing.failure} onRetry={doing.again} />}
    </section>
  );
}
