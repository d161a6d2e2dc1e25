import type { CatalogEntry } from "../api/types.ts";
import { NO_CATALOG } from "../app/catalog.ts";
import { href } from "../app/router.ts";
import { useServices } from "../app/services.ts";
import { useStore } from "../lib/store.ts";
import { strings } from "../strings.ts";
import { starters } from "./starters.ts";

/** Before the first question: what one could begin with. */
export function Welcome({ onAsk }: { onAsk: (question: string) => void }) {
  const catalog: readonly CatalogEntry[] = useStore(useServices().catalog);
  const said = strings.welcome;
  return (
    <div className="welcome">
      <h1>{said.title}</h1>
      <p className="lead">{said.lead}</p>
      {catalog !== NO_CATALOG && catalog.length === 0 && (
        <p className="lead">
          {said.empty}{" "}
          <a className="link" href={href("upload")}>
            {said.load}
          </a>
        </p>
      )}
      <ul className="starters" aria-label={said.suggestions}>
        {starters(catalog).map(({ kind, question }) => (
          <li key={question}>
            <button type="button" className="starter" onClick={() => onAsk(question)}>
              <span className="starter-kind">{kind}</span>
              {question}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
