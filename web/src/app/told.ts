import { ApiProblem, SignedOut, Unreachable } from "../api/failures.ts";
import { strings } from "../strings.ts";

/** A failure in one sentence, and the service's own list of faults where there is one. */
export interface Told {
  sentence: string;
  faults: readonly string[];
}

export function told(failure: unknown): Told {
  const said = strings.problems;
  if (failure instanceof SignedOut) return { sentence: said.signedOut, faults: [] };
  if (failure instanceof Unreachable) return { sentence: unreachable(failure), faults: [] };
  if (failure instanceof ApiProblem) return toldProblem(failure);
  return { sentence: said.unknown, faults: [] };
}

function unreachable(failure: Unreachable): string {
  if (!navigator.onLine) return strings.problems.offline;
  return failure.late ? strings.problems.late : strings.problems.unreachable;
}

function toldProblem({ problem, retryAfter }: ApiProblem): Told {
  const faults = (problem.errors ?? []).map((fault) => fault.message);
  if (problem.detail) return { sentence: problem.detail, faults };
  if (problem.status === 429) return { sentence: strings.problems.tooMany(retryAfter ?? 1), faults };
  if (problem.status === 404) return { sentence: strings.problems.notThere, faults };
  return { sentence: problem.status >= 500 ? strings.problems.server : strings.problems.unknown, faults };
}
