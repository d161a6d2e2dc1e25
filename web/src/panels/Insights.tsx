import { useCallback, useState } from "react";
import type { InsightView, Verdict } from "../api/types.ts";
import { announce } from "../app/announce.ts";
import { useAsking } from "../app/asking.ts";
import { useServices } from "../app/services.ts";
import { AnswerText } from "../chat/AnswerText.tsx";
import { metricName, nameInside } from "../chat/names.ts";
import { periodLabel } from "../chat/periods.ts";
import { useStore } from "../lib/store.ts";
import { strings } from "../strings.ts";
import { Icon } from "../ui/Icon.tsx";
import { Failure } from "../ui/Notice.tsx";
import { ListEnd } from "./ListEnd.tsx";
import { useLoaded } from "./loaded.ts";
import { PanelPage } from "./PanelPage.tsx";

const said = strings.insights;

/** What the platform found unasked, as cards; judging one changes what is shown next time. */
export default function Insights() {
  const { client } = useServices();
  const load = useCallback(
    async (cursor: string | undefined) => {
      const page = await client.send<{ insights: readonly InsightView[]; nextCursor?: string }>({
        method: "GET",
        path: "/insights",
        query: { cursor },
      });
      return { items: page.insights, nextCursor: page.nextCursor };
    },
    [client],
  );
  const list = useLoaded(load);
  const leave = (gone: InsightView) => list.change((all) => all.filter((one) => one.insightId !== gone.insightId));
  return (
    <PanelPage title={said.title} lead={said.lead}>
      <ul className="cards">
        {list.items.map((insight) => (
          <li key={insight.insightId}>
            <Card insight={insight} onDismissed={() => leave(insight)} />
          </li>
        ))}
      </ul>
      <ListEnd list={list} empty={said.none} />
    </PanelPage>
  );
}

function Card({ insight, onDismissed }: { insight: InsightView; onDismissed: () => void }) {
  const catalog = useStore(useServices().catalog);
  const where = Object.values(insight.dimensions ?? {}).join(", ");
  const about = insight.subject ? metricName(insight.subject, catalog) : said.everything;
  return (
    <article className="card" data-news={insight.news}>
      <header className="card-head">
        <span className="card-kind">{said.kinds[insight.kind]}</span>
        <span className="fine">
          {[about, where, periodLabel(insight.period)].filter(Boolean).join(" · ")}
          <span className="hidden">. {said.news[insight.news]}</span>
        </span>
      </header>
      <AnswerText
        answer={{
          answer: insight.text,
          dataReferences: insight.dataReferences ?? [],
          derived: insight.derived ?? [],
        }}
      />
      <Judgment insight={insight} onDismissed={onDismissed} />
    </article>
  );
}

/** A verdict, kept by the service; a dismissed card goes away when the service knows. */
function Judgment({ insight, onDismissed }: { insight: InsightView; onDismissed: () => void }) {
  const { client } = useServices();
  const catalog = useStore(useServices().catalog);
  const ask = useAsking();
  const [given, setGiven] = useState<Verdict | null>(null);
  const [failed, setFailed] = useState<{ verdict: Verdict; failure: unknown } | null>(null);
  const judge = (verdict: Verdict) => {
    setFailed(null);
    const path = `/insights/${encodeURIComponent(insight.insightId)}/feedback`;
    client.send({ method: "POST", path, body: { verdict }, inTurn: path }).then(
      () => {
        setGiven(verdict);
        announce(said.noted);
        if (verdict === "dismissed") onDismissed();
      },
      (failure: unknown) => setFailed({ verdict, failure }),
    );
  };
  return (
    <>
      <footer className="actions">
        <button type="button" className="action" aria-pressed={given === "useful"} onClick={() => judge("useful")}>
          <Icon name="up" />
          {said.useful}
        </button>
        <button type="button" className="action" aria-pressed={given === "useless"} onClick={() => judge("useless")}>
          <Icon name="wrong" />
          {said.useless}
        </button>
        <button type="button" className="action" onClick={() => judge("dismissed")}>
          <Icon name="close" />
          {said.dismiss}
        </button>
        {insight.subject && (
          <button
            type="button"
            className="action"
            onClick={() =>
              ask(said.why(nameInside(metricName(insight.subject ?? "", catalog)), periodLabel(insight.period)))
            }
          >
            <Icon name="send" />
            {said.ask}
          </button>
        )}
      </footer>
      {failed && <Failure failure={failed.failure} onRetry={() => judge(failed.verdict)} />}
    </>
  );
}
