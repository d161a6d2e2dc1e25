import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { Unreachable } from "../api/failures.ts";
import { announce } from "../app/announce.ts";
import { online } from "../app/online.ts";
import { go, type Route, route, useRoute } from "../app/router.ts";
import { useServices } from "../app/services.ts";
import { useStore } from "../lib/store.ts";
import { strings } from "../strings.ts";
import { Failure } from "../ui/Notice.tsx";
import { Answer } from "./Answer.tsx";
import { AnswerText } from "./AnswerText.tsx";
import { AskBox } from "./AskBox.tsx";
import { isAsking, type Talk as TalkState, type Turn } from "./conversation.ts";
import { Welcome } from "./Welcome.tsx";

const said = strings.talk;

/** The conversation: questions and answers above, the ask box below. */
export function Talk() {
  const { conversation } = useServices();
  const talk = useStore(conversation.talk);
  useSessionOfRoute();
  useTitle(talk);
  const isWaiting = isAsking(talk);
  const ask = (question: string) => {
    announce(said.asked(question));
    focusBox();
    void conversation.ask(question);
  };
  return (
    <div className="talk">
      {talk.turns.length > 0 && <h1 className="hidden">{said.log}</h1>}
      <div className="talk-scroll" id="talk" tabIndex={-1}>
        <div className="talk-column" role="log" aria-label={said.log} aria-live="off">
          <Turns talk={talk} isWaiting={isWaiting} onAsk={ask} />
        </div>
      </div>
      <div className="talk-foot">
        <AskBox isWaiting={isWaiting} isFollowUp={talk.turns.length > 0} onAsk={ask} />
      </div>
    </div>
  );
}

/** The window is named after what was asked first. */
function useTitle({ turns }: TalkState): void {
  const first = turns.find((turn) => turn.question !== "")?.question;
  useEffect(() => {
    document.title = first ? `${first} · ${strings.product}` : strings.product;
    return () => {
      document.title = strings.product;
    };
  }, [first]);
}

/** The button that asked may be gone: who uses a keyboard goes on in the ask box. A phone would open its keyboard. */
function focusBox(): void {
  if (matchMedia("(pointer: fine)").matches) document.querySelector<HTMLElement>(".ask textarea")?.focus();
}

/** Shows the conversation that the address names, and names in the address the one that began. */
function useSessionOfRoute(): void {
  const { conversation } = useServices();
  const named = sessionIn(useRoute());
  useEffect(() => {
    const name = (began: string) => sessionIn(route()) ?? go(["s", began], { replace: true });
    return conversation.onSession(name); // one that began while another page was shown is named at once
  }, [conversation]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it follows the address, which may have been given a name just now
  useEffect(() => {
    const wanted = sessionIn(route());
    if (conversation.talk.get().sessionId !== wanted) void conversation.open(wanted);
  }, [conversation, named]);
}

function sessionIn([place, sessionId]: Route): string | null {
  return (place === "s" && sessionId) || null;
}

interface TurnsProps {
  talk: TalkState;
  isWaiting: boolean;
  onAsk: (question: string) => void;
}

function Turns({ talk, isWaiting, onAsk }: TurnsProps) {
  const { conversation } = useServices();
  const end = useRef<HTMLDivElement>(null);
  useScrollToLatest(end, talk);
  if (talk.phase === "loading") return <Pending text={said.loading} />;
  if (talk.phase === "failed") {
    return <Failure lead={said.failed} failure={talk.failure} onRetry={() => void conversation.open(talk.sessionId)} />;
  }
  if (talk.turns.length === 0) return <Welcome onAsk={onAsk} />;
  return (
    <>
      {talk.turns.map((turn, place) => (
        <TurnView
          key={turn.key}
          turn={turn}
          isLatest={place === talk.turns.length - 1}
          isWaiting={isWaiting}
          onAsk={onAsk}
        />
      ))}
      <div ref={end} />
    </>
  );
}

interface TurnProps {
  turn: Turn;
  isLatest: boolean;
  isWaiting: boolean;
  onAsk: (question: string) => void;
}

function TurnView({ turn, isLatest, isWaiting, onAsk }: TurnProps) {
  const { answer, question, state } = turn;
  useAnnouncedAnswer(turn);
  return (
    <section className="turn" data-latest={isLatest}>
      {question && (
        <h2 className="question">
          <span className="hidden">{said.you}: </span>
          {question}
        </h2>
      )}
      {state === "asking" && <Thinking />}
      {state === "failed" && <Unanswered turn={turn} />}
      {answer && <Answer answer={answer} question={question} isWaiting={isWaiting} isLatest={isLatest} onAsk={onAsk} />}
      {!answer && turn.text && <AnswerText answer={{ answer: turn.text, dataReferences: turn.cited ?? [] }} />}
    </section>
  );
}

/** Why there is no answer; without a network it is only waited for. */
function Unanswered({ turn }: { turn: Turn }) {
  const { conversation } = useServices();
  const isOnline = useStore(online);
  if (!isOnline && turn.failure instanceof Unreachable) return <Pending text={said.waiting} />;
  return <Failure lead={said.notSent} failure={turn.failure} onRetry={() => void conversation.retry(turn.key)} />;
}

/** Tells a screen reader the answer when it comes; not those that were there already. */
function useAnnouncedAnswer({ state, answer }: Turn): void {
  const [wasAsking] = useState(state === "asking");
  useEffect(() => {
    if (wasAsking && answer) announce(said.answered(answer.answer));
  }, [wasAsking, answer]);
}

/** Pixels left above a question that is brought to the top. */
const SPACE_ABOVE = 24;
const SLOW_AFTER_MS = 4_000;

function Thinking() {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return <Pending text={isSlow ? said.stillThinking : said.thinking} />;
}

function Pending({ text }: { text: string }) {
  return (
    <p className="pending" role="status">
      <span className="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {text}
    </p>
  );
}

/** Brings a new question to the top of what is seen, so that its answer is read from its beginning. */
function useScrollToLatest(end: React.RefObject<HTMLDivElement | null>, talk: TalkState): void {
  const count = talk.turns.length;
  useLayoutEffect(() => {
    if (count === 0) return;
    const latest = end.current?.previousElementSibling;
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches || count === 1;
    const scroller = latest?.closest(".talk-scroll");
    if (!(latest instanceof HTMLElement) || !scroller) return;
    scroller.scrollTo({ top: latest.offsetTop - SPACE_ABOVE, behavior: isCalm ? "auto" : "smooth" });
  }, [end, count]);
}
