import { strings } from "../strings.ts";
import { Failure } from "../ui/Notice.tsx";
import type { Loaded } from "./loaded.ts";

/** What it says of a list. */
export type Shown = Omit<Loaded<unknown>, "change">;

interface Props {
  list: Shown;
  /** What is said of a list with nothing in it. */
  empty: string;
}

/** What stands below a list: that it is being loaded, that it failed, that there is more, or that there is nothing. */
export function ListEnd({ list, empty }: Props) {
  if (list.phase === "failed") return <Failure failure={list.failure} onRetry={list.more} />;
  if (list.phase === "loading") {
    return (
      <p className="fine" role="status">
        {strings.loading}
      </p>
    );
  }
  if (list.hasMore) {
    return (
      <button type="button" className="button" onClick={list.more}>
        {strings.panels.more}
      </button>
    );
  }
  return list.items.length === 0 ? <p className="panel-empty">{empty}</p> : null;
}
