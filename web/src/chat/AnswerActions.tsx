import { useState } from "react";
import type { ChatAnswer } from "../api/types.ts";
import { type Among, AmongColleagues, ColleagueActions } from "../colleagues/AmongColleagues.tsx";
import { strings } from "../strings.ts";
import { Action } from "../ui/Action.tsx";
import type { Picture } from "./drawing.ts";
import { csvOf, fileName, save } from "./export.ts";
import { Feedback } from "./Feedback.tsx";
import { Provenance } from "./Provenance.tsx";
import { Sources } from "./Sources.tsx";
import { Verification } from "./Verification.tsx";

const said = strings.answer;

type Open = "helpful" | "wrong" | "verify" | "sources" | Among | null;

interface Props {
  answer: ChatAnswer;
  question: string;
  /** The drawn chart, if there is one. */
  picture: Picture | null;
  /** Whether its comments stand below it anyway. */
  isDiscussed?: boolean | undefined;
}

/** What can be done with an answer; what was chosen opens below. */
export function AnswerActions({ answer, question, picture, isDiscussed = false }: Props) {
  const [open, setOpen] = useState<Open>(null);
  const toggle = (what: Open) => setOpen(open === what ? null : what);
  const sources = answer.dataReferences?.length ?? 0;
  return (
    <>
      <fieldset className="actions" aria-label={said.actions}>
        <Action icon="up" label={said.helpful} isOpen={open === "helpful"} onClick={() => toggle("helpful")} />
        <Action icon="wrong" label={said.wrong} isOpen={open === "wrong"} onClick={() => toggle("wrong")} />
        {sources > 0 && (
          <>
            <Action icon="verify" text={said.verify} isOpen={open === "verify"} onClick={() => toggle("verify")} />
            <Action
              icon="row"
              text={said.sources(sources)}
              isOpen={open === "sources"}
              onClick={() => toggle("sources")}
            />
            <Action icon="download" text={said.csv} label={said.csvLong} onClick={() => saveCsv(answer, question)} />
          </>
        )}
        {picture && (
          <Action
            icon="download"
            text={said.png}
            label={said.pngLong}
            onClick={() => void savePng(picture, question)}
          />
        )}
        {answer.outcome === "answered" && (
          <ColleagueActions messageId={answer.messageId} open={open} isDiscussed={isDiscussed} onToggle={toggle} />
        )}
        <Provenance answer={answer} />
      </fieldset>
      {(open === "helpful" || open === "wrong") && <Feedback key={open} messageId={answer.messageId} rating={open} />}
      {open === "verify" && <Verification messageId={answer.messageId} />}
      {open === "sources" && <Sources answer={answer} />}
      <AmongColleagues messageId={answer.messageId} open={open} />
    </>
  );
}

function saveCsv(answer: ChatAnswer, question: string): void {
  save(new Blob([csvOf(answer)], { type: "text/csv;charset=utf-8" }), fileName(question, "csv"));
}

async function savePng(picture: Picture, question: string): Promise<void> {
  save(await picture.png(), fileName(question, "png"));
}
