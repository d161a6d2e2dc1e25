import { useMemo, useRef, useState } from "react";
import type { ChatAnswer } from "../api/types.ts";
import { strings } from "../strings.ts";
import { Floating } from "../ui/Floating.tsx";
import { pieces, type Value } from "./figures.ts";
import { Lineage } from "./Lineage.tsx";

/** Words with the values that the figures in them print: of an answer, or of an insight. */
export type Telling = Pick<ChatAnswer, "answer" | "dataReferences" | "derived">;

/** An answer's words; every figure in them opens what it was read or computed from. */
export function AnswerText({ answer }: { answer: Telling }) {
  const values = useMemo(() => valuesOf(answer), [answer]);
  const text = useMemo(() => pieces(answer.answer, [...values.values()]), [answer, values]);
  return (
    <p className="answer-text">
      {text.map((piece, place) => {
        const value = piece.id === undefined ? undefined : values.get(piece.id);
        if (value === undefined) return piece.text;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text keep their places
          <span key={place} className="unbroken">
            {piece.before}
            <Figure text={piece.text} value={value} values={values} />
            {piece.after}
          </span>
        );
      })}
    </p>
  );
}

export function valuesOf(answer: Telling): ReadonlyMap<string, Value> {
  const all: Value[] = [...(answer.dataReferences ?? []), ...(answer.derived ?? [])];
  return new Map(all.map((value) => [value.id, value]));
}

interface FigureProps {
  text: string;
  value: Value;
  values: ReadonlyMap<string, Value>;
}

const OPEN_AFTER_MS = 220;
const CLOSE_AFTER_MS = 260;

function Figure({ text, value, values }: FigureProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [how, setHow] = useState<"pointed" | "opened" | null>(null);
  const timer = useRef(0);
  const later = (delay: number, change: () => void) => {
    clearTimeout(timer.current);
    timer.current = window.setTimeout(change, delay);
  };
  const enter = (event: React.PointerEvent) => {
    if (event.pointerType === "mouse") later(OPEN_AFTER_MS, () => setHow((now) => now ?? "pointed"));
  };
  const stay = () => clearTimeout(timer.current);
  const leave = () => later(CLOSE_AFTER_MS, () => setHow((now) => (now === "pointed" ? null : now)));
  const toggle = () => {
    stay();
    setHow((now) => (now === "opened" ? null : "opened"));
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className="figure"
        aria-label={strings.answer.figure(text)}
        aria-haspopup="dialog"
        aria-expanded={how !== null}
        onPointerEnter={enter}
        onPointerLeave={leave}
        onClick={toggle}
      >
        {text}
      </button>
      {how && button.current && (
        <Floating
          key={how}
          anchor={button.current}
          className="lineage"
          label={strings.answer.figure(text)}
          takesFocus={how === "opened"}
          onClose={() => setHow(null)}
          onPointerEnter={stay}
          onPointerLeave={leave}
        >
          <Lineage text={text} value={value} values={values} />
        </Floating>
      )}
    </>
  );
}
