import { type FormEvent, type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef } from "react";
import { draft } from "../app/draft.ts";
import { useStore } from "../lib/store.ts";
import { strings } from "../strings.ts";
import { Icon } from "../ui/Icon.tsx";

const MOST = 10_000;
const said = strings.ask;

interface Props {
  isWaiting: boolean;
  isFollowUp: boolean;
  onAsk: (question: string) => void;
}

/** Where questions are typed. While an answer is awaited one can type on; sending waits. */
export function AskBox({ isWaiting, isFollowUp, onAsk }: Props) {
  const text = useStore(draft);
  const box = useRef<HTMLTextAreaElement>(null);
  const hint = useId();
  useGrowth(box, text);
  useEffect(() => {
    if (matchMedia("(pointer: fine)").matches) box.current?.focus();
  }, []);
  const isTooLong = text.length > MOST;
  const canAsk = text.trim() !== "" && !isWaiting && !isTooLong;
  const ask = (event: FormEvent | KeyboardEvent) => {
    event.preventDefault();
    if (!canAsk) return;
    draft.set("");
    onAsk(text.trim());
  };
  return (
    <form className="ask" onSubmit={ask}>
      <textarea
        ref={box}
        rows={1}
        value={text}
        aria-label={said.label}
        aria-describedby={hint}
        aria-invalid={isTooLong}
        placeholder={isFollowUp ? said.followUp : said.placeholder}
        enterKeyHint="send"
        onChange={(event) => draft.set(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) ask(event);
        }}
      />
      <button type="submit" className="ask-send" aria-label={said.send} disabled={!canAsk}>
        <Icon name="send" />
      </button>
      <p id={hint} className="ask-hint">
        {isTooLong ? said.tooLong(MOST) : isWaiting ? said.waiting : said.hint}
      </p>
    </form>
  );
}

/** As tall as what is typed, up to what the style sheet allows. */
function useGrowth(box: React.RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight}px`;
  }, [box, text]);
}
