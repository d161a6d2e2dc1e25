import { ApiProblem, problemOf, SignedOut, Unreachable } from "./failures.ts";
import { parseJson } from "./json.ts";

export type Query = Readonly<Record<string, string | number | undefined>>;

export interface Call {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  query?: Query;
  body?: unknown;
  /** With it a POST may be sent again: the service gives the first answer. */
  idempotencyKey?: string;
  /** Calls of one name are sent one after another: of several words on one thing the last one counts. */
  inTurn?: string;
  signal?: AbortSignal;
}

/** Who the user is, to the client: a token, and a new one when the old one is refused. */
export interface Tokens {
  /** Another number after every signing in and out: a call of one visit is none of the next one's. */
  visit(): number;
  token(): Promise<string>;
  renew(refused: string): Promise<string>;
}

export interface Client {
  /** The body of the answer. Rejects with `ApiProblem`, `Unreachable`, `SignedOut` or the signal's reason. */
  send<T>(call: Call): Promise<T>;
}

export interface Settings {
  base: string;
  tokens: Tokens;
  fetch?: typeof fetch;
  wait?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  timeoutMs?: number;
}

const TRIES = 5;
const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5_000;
const TIMEOUT_MS = 20_000;
const PASSING = new Set([408, 425, 500, 502, 503, 504]);

export function createClient(settings: Settings): Client {
  const wait = settings.wait ?? pause;
  const queue = createQueue();
  async function send(call: Call, visit: number): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await sendSignedIn(settings, call, visit);
      } catch (failure) {
        if (visit !== settings.tokens.visit()) throw new SignedOut();
        const delay = attempt < TRIES && mayRepeat(call) ? delayAfter(failure, attempt) : null;
        if (delay === null || call.signal?.aborted) throw failure;
        await wait(delay, call.signal);
      }
    }
  }
  return {
    async send<T>(call: Call): Promise<T> {
      const visit = settings.tokens.visit(); // of who made the call, however long it waits
      const sending = () => send(call, visit);
      return (await (call.inTurn === undefined ? sending() : queue(call.inTurn, sending))) as T;
    },
  };
}

/** Begins what is to be done when everything before it of the same name is over, however that ended. */
function createQueue(): <T>(name: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (name, work) => {
    const mine = (last.get(name) ?? Promise.resolve()).then(work, work);
    const leave = () => {
      if (last.get(name) === mine) last.delete(name);
    };
    last.set(name, mine);
    mine.then(leave, leave);
    return mine;
  };
}

/** A call that changes nothing the second time. */
function mayRepeat(call: Call): boolean {
  return call.method !== "POST" || call.idempotencyKey !== undefined;
}

/** Milliseconds until the next try, with full jitter; null when trying again would not help. */
function delayAfter(failure: unknown, attempt: number): number | null {
  const backOff = Math.random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
  if (failure instanceof Unreachable) return isOffline() ? null : backOff;
  if (!(failure instanceof ApiProblem)) return null;
  const asked = failure.retryAfter === null ? 0 : failure.retryAfter * 1000;
  if (asked > LONGEST_WAIT_MS) return null;
  const passes = PASSING.has(failure.problem.status) || (failure.problem.status === 429 && asked > 0);
  return passes ? Math.max(asked, backOff) : null;
}

/** Without any network there is nothing to try: whoever asked does so again when there is one. */
function isOffline(): boolean {
  return typeof navigator !== "undefined" && navigator.onLine === false;
}

/** As who began it: what is still on its way when somebody else signs in is neither sent for them nor told them. */
async function sendSignedIn({ tokens, ...settings }: Settings, call: Call, visit: number): Promise<unknown> {
  const ofVisit = async <V>(value: Promise<V>): Promise<V> => {
    const found = await value;
    if (visit !== tokens.visit()) throw new SignedOut();
    return found;
  };
  if (visit !== tokens.visit()) throw new SignedOut();
  const token = await ofVisit(tokens.token());
  const response = await sendOnce(settings, call, token);
  if (response.status !== 401) return ofVisit(bodyOf(response));
  const renewed = await ofVisit(tokens.renew(token));
  const second = await sendOnce(settings, call, renewed);
  if (second.status === 401) throw new SignedOut();
  return ofVisit(bodyOf(second));
}

async function sendOnce(settings: Omit<Settings, "tokens">, call: Call, token: string): Promise<Response> {
  const late = AbortSignal.timeout(settings.timeoutMs ?? TIMEOUT_MS);
  const signal = call.signal ? AbortSignal.any([late, call.signal]) : late;
  const headers = new Headers({ authorization: `Bearer ${token}` });
  if (call.body !== undefined) headers.set("content-type", "application/json");
  if (call.idempotencyKey) headers.set("idempotency-key", call.idempotencyKey);
  const body = call.body === undefined ? null : JSON.stringify(call.body);
  const request = { method: call.method, headers, body, signal, cache: "no-store" } as const;
  try {
    return await (settings.fetch ?? fetch)(settings.base + call.path + queryText(call.query), request);
  } catch (failure) {
    if (call.signal?.aborted) throw failure;
    throw new Unreachable(late.aborted);
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  const body = read(await textOf(response));
  if (response.ok && body !== undefined) return body;
  const after = Number(response.headers.get("retry-after") ?? Number.NaN);
  throw new ApiProblem(problemOf(response.status, body), Number.isFinite(after) ? after : null);
}

async function textOf(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch {
    throw new Unreachable(false); // the connection broke before all of it had come
  }
}

function read(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined; // a page of a proxy, say: told as a problem of its status
  }
}

function queryText(query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text && `?${text}`;
}

/** Waits; rejects at once when the signal is aborted. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
