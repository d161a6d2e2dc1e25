import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { strings } from "../strings.ts";
import { Floating } from "./Floating.tsx";

export interface Choice<T> {
  value: T;
  label: string;
  isChosen?: boolean;
  /** A heading above it, when it differs from that of the choice before. */
  group?: string;
}

interface Props<T> {
  label: string;
  className?: string;
  choices: readonly Choice<T>[];
  onChoose: (value: T) => void;
  children: ReactNode;
}

const SEARCH_FROM = 9;

/** A button that opens choices; arrow keys, Home and End move among them, typing narrows long lists. */
export function Menu<T>({ label, className = "", choices, onChoose, children }: Props<T>) {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  const choose = (value: T) => {
    close();
    button.current?.focus();
    onChoose(value);
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {children}
      </button>
      {isOpen && button.current && (
        <Floating anchor={button.current} className="menu" label={label} onClose={close}>
          <Choices label={label} choices={choices} onChoose={choose} />
        </Floating>
      )}
    </>
  );
}

function Choices<T>({ label, choices, onChoose }: Pick<Props<T>, "label" | "choices" | "onChoose">) {
  const [search, setSearch] = useState("");
  const fitting = choices.filter((choice) => choice.label.toLowerCase().includes(search.trim().toLowerCase()));
  const hasSearch = choices.length >= SEARCH_FROM;
  const startsAtSearch = hasSearch && !matchMedia("(pointer: coarse)").matches; // a phone would open its keyboard
  const first = fitting.find((choice) => choice.isChosen) ?? fitting[0];
  return (
    <fieldset onKeyDown={moveFocus} aria-label={label}>
      {hasSearch && (
        <input
          className="menu-search"
          type="search"
          aria-label={strings.reading.search}
          placeholder={strings.reading.search}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && fitting[0]) onChoose(fitting[0].value);
          }}
        />
      )}
      <div className="menu-list">
        {fitting.map((choice, place) => (
          <div key={choice.label + choice.group}>
            {choice.group && choice.group !== fitting[place - 1]?.group && <p className="menu-group">{choice.group}</p>}
            <button
              type="button"
              className="menu-item"
              aria-pressed={choice.isChosen ?? false}
              data-first={choice === first && !startsAtSearch ? "" : undefined}
              onClick={() => onChoose(choice.value)}
            >
              {choice.label}
            </button>
          </div>
        ))}
        {fitting.length === 0 && <p className="menu-group">{strings.reading.none}</p>}
      </div>
    </fieldset>
  );
}

const STEPS: Readonly<Record<string, (place: number, last: number) => number>> = {
  ArrowDown: (place, last) => (place === last ? 0 : place + 1),
  ArrowUp: (place, last) => (place <= 0 ? last : place - 1),
  Home: () => 0,
  End: (_, last) => last,
};

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = STEPS[event.key];
  const isTyping = event.target instanceof HTMLInputElement && (event.key === "Home" || event.key === "End");
  if (!step || isTyping) return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>(".menu-item")];
  const place = items.indexOf(document.activeElement as HTMLElement);
  items[step(place, items.length - 1)]?.focus();
}
