import { ApiProblem } from "../api/failures.ts";
import type { SharedAnswer } from "../api/types.ts";
import { useAsking } from "../app/asking.ts";
import { href, useRoute } from "../app/router.ts";
import { useServices } from "../app/services.ts";
import { Answer } from "../chat/Answer.tsx";
import { Comments } from "../colleagues/Comments.tsx";
import { momentText } from "../lib/moments.ts";
import { strings } from "../strings.ts";
import { Failure } from "../ui/Notice.tsx";
import { PanelPage } from "./PanelPage.tsx";
import { useReport } from "./useReport.ts";

const said = strings.shares;
const NOT_THERE = 404;

/** The answer that a link leads to: `#/shared/<shareId>`. */
export default function Shared() {
  const [, shareId = ""] = useRoute();
  return <SharedPage key={shareId} shareId={shareId} />;
}

function SharedPage({ shareId }: { shareId: string }) {
  const { client } = useServices();
  const path = `/shares/${encodeURIComponent(shareId)}`;
  const { report, failure, retry } = useReport<SharedAnswer>(client, { method: "GET", path });
  if (isNotThere(failure)) return <NotThere />;
  if (report !== null) return <Whole shared={report} />;
  return (
    <PanelPage title={said.title}>
      {failure === null ? (
        <p className="fine" role="status">
          {strings.loading}
        </p>
      ) : (
        <Failure failure={failure} onRetry={retry} />
      )}
    </PanelPage>
  );
}

function isNotThere(failure: unknown): boolean {
  return failure instanceof ApiProblem && failure.problem.status === NOT_THERE;
}

function NotThere() {
  return (
    <PanelPage title={said.title}>
      <div className="panel-empty">
        <p>{said.notThere}</p>
        <a className="link" href={href()}>
          {said.ask}
        </a>
      </div>
    </PanelPage>
  );
}

function Whole({ shared }: { shared: SharedAnswer }) {
  const ask = useAsking();
  const by = said.by(shared.sharedBy.name, momentText(shared.sharedAt));
  const question = shared.question ?? "";
  return (
    <PanelPage title={question || said.title} lead={by}>
      <div className="shared">
        <Answer answer={shared.answer} question={question} isWaiting={false} isLatest={false} isDiscussed onAsk={ask} />
        <section className="panel-section">
          <h2>{strings.comments.title}</h2>
          <Comments messageId={shared.messageId} />
        </section>
      </div>
    </PanelPage>
  );
}
