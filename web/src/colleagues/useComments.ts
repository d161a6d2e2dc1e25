import { useCallback, useEffect } from "react";
import type { Comment } from "../api/types.ts";
import { useServices } from "../app/services.ts";
import { useStore } from "../lib/store.ts";
import type { Talk } from "./comments.ts";

interface Shown extends Talk {
  load(): void;
  /** Sends what is written. Rejects as `Client.send` does. */
  send(text: string, key: string): Promise<void>;
  /** Rejects as `Client.send` does. */
  remove(comment: Comment): Promise<void>;
}

/** What was said about an answer; asked for anew wherever it begins to be shown. */
export function useComments(messageId: string): Shown {
  const { comments } = useServices();
  const talk = useStore(comments.of(messageId));
  const load = useCallback(() => void comments.load(messageId), [comments, messageId]);
  useEffect(load, [load]);
  return { ...talk, load, send: (text, key) => comments.send(messageId, text, key), remove: comments.remove };
}
