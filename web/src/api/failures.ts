import type { Problem } from "./types.ts";

/** The service said no, and why (RFC 9457). */
export class ApiProblem extends Error {
  readonly problem: Problem;
  /** Seconds after which it is worth asking again. */
  readonly retryAfter: number | null;

  constructor(problem: Problem, retryAfter: number | null) {
    super(problem.detail);
    this.name = "ApiProblem";
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/** Nothing came back: no network, or too late. */
export class Unreachable extends Error {
  readonly late: boolean;

  constructor(late: boolean) {
    super(late ? "No answer in time" : "No connection");
    this.name = "Unreachable";
    this.late = late;
  }
}

/** The user has to sign in again. */
export class SignedOut extends Error {
  constructor() {
    super("Signed out");
    this.name = "SignedOut";
  }
}

/** The problem in a response, or one made of its status where the body holds none. */
export function problemOf(status: number, body: unknown): Problem {
  if (isProblem(body)) return body;
  return { type: "about:blank", title: `Status ${status}`, status, detail: "" };
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "detail" in body && "status" in body && "type" in body;
}
