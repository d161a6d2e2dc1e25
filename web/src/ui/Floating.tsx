import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { createPortal } from "react-dom";

interface Props {
  /** What it belongs to: it stands next to it, and gets the focus back. */
  anchor: HTMLElement;
  className?: string;
  label: string;
  /** Whether the focus moves into it; not when it was opened by pointing only. */
  takesFocus?: boolean;
  onClose: () => void;
  onPointerEnter?: () => void;
  onPointerLeave?: () => void;
  children: ReactNode;
}

const GAP = 8;
const FOCUSABLE = "button:not([disabled]), a[href], input, [tabindex='0']";

/** A small panel above the page next to its anchor; at the bottom of a phone. Escape and a tap elsewhere close it. */
export function Floating({ anchor, className = "", label, takesFocus = true, ...rest }: Props) {
  const panel = useRef<HTMLDivElement>(null);
  usePlace(panel, anchor);
  useDismissal(panel, anchor, rest.onClose);
  useEffect(() => {
    if (!takesFocus) return;
    const first =
      panel.current?.querySelector<HTMLElement>("[data-first]") ?? panel.current?.querySelector<HTMLElement>(FOCUSABLE);
    (first ?? panel.current)?.focus({ preventScroll: true });
  }, [takesFocus]);
  return createPortal(
    <div
      ref={panel}
      className={`floating ${className}`}
      role="dialog"
      aria-label={label}
      tabIndex={-1}
      onPointerEnter={rest.onPointerEnter}
      onPointerLeave={rest.onPointerLeave}
    >
      {rest.children}
    </div>,
    document.body,
  );
}

function usePlace(panel: React.RefObject<HTMLDivElement | null>, anchor: HTMLElement): void {
  useLayoutEffect(() => {
    const element = panel.current;
    if (element === null) return;
    const place = () => put(element, anchor);
    place();
    const sizes = new ResizeObserver(place);
    sizes.observe(element);
    addEventListener("scroll", place, true);
    addEventListener("resize", place);
    return () => {
      sizes.disconnect();
      removeEventListener("scroll", place, true);
      removeEventListener("resize", place);
    };
  }, [panel, anchor]);
}

/** Below the anchor where there is room, else above; never past the window's edges. */
function put(element: HTMLElement, anchor: HTMLElement): void {
  const around = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = element;
  const below = around.bottom + GAP;
  const isBelow = below + height <= innerHeight - GAP || around.top < height + 2 * GAP;
  const top = isBelow ? Math.min(below, innerHeight - height - GAP) : around.top - GAP - height;
  const left = Math.min(around.left, innerWidth - width - GAP);
  element.style.setProperty("--top", `${Math.max(GAP, top)}px`);
  element.style.setProperty("--left", `${Math.max(GAP, left)}px`);
}

/** Whether Tab would lead out of the panel, which stands at the end of the page: the way on is where it was opened. */
function isLeaving(event: KeyboardEvent, panel: HTMLElement | null): boolean {
  if (event.key !== "Tab" || panel === null || !panel.contains(document.activeElement)) return false;
  const stops = [...panel.querySelectorAll<HTMLElement>(FOCUSABLE)];
  const last = event.shiftKey ? stops[0] : stops.at(-1);
  return last === undefined || document.activeElement === last || document.activeElement === panel;
}

function useDismissal(panel: React.RefObject<HTMLDivElement | null>, anchor: HTMLElement, onClose: () => void): void {
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const isInside = (target: EventTarget | null) =>
      target instanceof Node && (panel.current?.contains(target) || anchor.contains(target));
    const onPointer = (event: PointerEvent) => {
      if (!isInside(event.target)) close.current();
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" && !isLeaving(event, panel.current)) return;
      event.preventDefault();
      event.stopPropagation();
      close.current();
      anchor.focus();
    };
    const onFocus = (event: FocusEvent) => {
      if (event.relatedTarget !== null && !isInside(event.relatedTarget)) close.current();
    };
    const element = panel.current;
    document.addEventListener("pointerdown", onPointer);
    document.addEventListener("keydown", onKey, true);
    element?.addEventListener("focusout", onFocus);
    return () => {
      document.removeEventListener("pointerdown", onPointer);
      document.removeEventListener("keydown", onKey, true);
      element?.removeEventListener("focusout", onFocus);
    };
  }, [panel, anchor]);
}
