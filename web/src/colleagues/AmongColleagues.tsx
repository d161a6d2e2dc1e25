import { type ComponentType, type RefObject, useEffect, useRef } from "react";
import { strings } from "../strings.ts";
import { Action } from "../ui/Action.tsx";
import { Comments } from "./Comments.tsx";
import { Pinning } from "./Pinning.tsx";
import { Sharing } from "./Sharing.tsx";
import { usePin } from "./usePin.ts";

/** What can be done with an answer among colleagues. */
export type Among = "pin" | "share" | "comments";

interface ActionsProps {
  messageId: string;
  open: string | null;
  /** Whether its comments stand below it anyway. */
  isDiscussed: boolean;
  onToggle: (what: Among) => void;
}

export function ColleagueActions({ messageId, open, isDiscussed, onToggle }: ActionsProps) {
  const isPinned = usePin(messageId) !== undefined;
  return (
    <>
      <Action
        icon="pin"
        text={isPinned ? strings.pins.pinned : strings.pins.pin}
        isOn={isPinned}
        isOpen={open === "pin"}
        onClick={() => onToggle("pin")}
      />
      <Action icon="link" text={strings.shares.share} isOpen={open === "share"} onClick={() => onToggle("share")} />
      {!isDiscussed && (
        <Action
          icon="comment"
          text={strings.comments.title}
          isOpen={open === "comments"}
          onClick={() => onToggle("comments")}
        />
      )}
    </>
  );
}

/** What was chosen, below the answer. */
export function AmongColleagues({ messageId, open }: { messageId: string; open: string | null }) {
  const View = open === null ? undefined : VIEWS[open];
  const place = useRef<HTMLDivElement>(null);
  useInView(place, open);
  return (
    <div ref={place} className="among">
      {View && <View messageId={messageId} />}
    </div>
  );
}

const VIEWS: Readonly<Record<string, ComponentType<{ messageId: string }>>> = {
  pin: Pinning,
  share: Sharing,
  comments: Comments,
} satisfies Record<Among, unknown>;

/** Brings into view what was opened, and what then comes to stand in it: below is the ask box. */
function useInView(place: RefObject<HTMLElement | null>, open: string | null): void {
  useEffect(() => {
    const element = place.current;
    if (element === null || open === null) return;
    const sizes = new ResizeObserver(() => element.scrollIntoView({ block: "nearest" }));
    sizes.observe(element);
    return () => sizes.disconnect();
  }, [place, open]);
}
