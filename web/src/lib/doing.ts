import { useState } from "react";

interface Doing {
  isDoing: boolean;
  /** Why it failed; null when it did not. */
  failure: unknown;
  /** Does it; what is done already is waited for. */
  run(work: () => Promise<unknown>): void;
  /** Does again what failed. */
  again(): void;
}

type State = { phase: "idle" | "doing" } | { phase: "failed"; failure: unknown; work: () => Promise<unknown> };

/** Something that is done at the press of a button: whether it is under way, and why it failed. */
export function useDoing(): Doing {
  const [state, setState] = useState<State>({ phase: "idle" });
  const run = (work: () => Promise<unknown>) => {
    if (state.phase === "doing") return;
    setState({ phase: "doing" });
    work().then(
      () => setState({ phase: "idle" }),
      (failure: unknown) => setState({ phase: "failed", failure, work }),
    );
  };
  return {
    isDoing: state.phase === "doing",
    failure: state.phase === "failed" ? state.failure : null,
    run,
    again: () => {
      if (state.phase === "failed") run(state.work);
    },
  };
}
