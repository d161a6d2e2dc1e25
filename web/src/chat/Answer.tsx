import { useState } from "react";
import type { ChatAnswer } from "../api/types.ts";
import { strings } from "../strings.ts";
import { AnswerActions } from "./AnswerActions.tsx";
import { AnswerText } from "./AnswerText.tsx";
import { Chart } from "./Chart.tsx";
import type { Picture } from "./drawing.ts";
import { Assumptions, Interpretation } from "./Interpretation.tsx";

interface Props {
  answer: ChatAnswer;
  question: string;
  /** Whether another answer is awaited: nothing can be asked meanwhile. */
  isWaiting: boolean;
  /** Whether it is the latest: only then are the next questions offered. */
  isLatest: boolean;
  /** Whether its comments stand below it anyway. */
  isDiscussed?: boolean;
  onAsk: (question: string) => void;
}

/** One answer: how the question was read, the words, the chart, and what can be done with it. */
export function Answer({ answer, question, isWaiting, isLatest, isDiscussed, onAsk }: Props) {
  const [picture, setPicture] = useState<Picture | null>(null);
  const outcome = strings.outcomes[answer.outcome];
  return (
    <article className={`answer ${answer.outcome}`}>
      {outcome && <p className="outcome">{outcome}</p>}
      <AnswerText answer={answer} />
      <Interpretation answer={answer} isWaiting={isWaiting} onAsk={onAsk} />
      <Assumptions answer={answer} />
      {answer.chart && <Chart chart={answer.chart} onPicture={setPicture} />}
      <AnswerActions answer={answer} question={question} picture={picture} isDiscussed={isDiscussed} />
      {(isLatest || answer.outcome !== "answered") && (
        <Suggestions answer={answer} isWaiting={isWaiting} onAsk={onAsk} />
      )}
    </article>
  );
}

function Suggestions({ answer, isWaiting, onAsk }: Pick<Props, "answer" | "isWaiting" | "onAsk">) {
  const offered = answer.suggestions ?? [];
  if (offered.length === 0) return null;
  return (
    <section className="suggestions" aria-label={leadOf(answer)}>
      <p aria-hidden="true">{leadOf(answer)}</p>
      <ul>
        {offered.map((text) => (
          <li key={text}>
            <button type="button" className="suggestion" disabled={isWaiting} onClick={() => onAsk(text)}>
              {text}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function leadOf({ outcome }: ChatAnswer): string {
  if (outcome === "clarification") return strings.answer.choices;
  return outcome === "answered" ? strings.answer.suggestions : strings.answer.instead;
}
