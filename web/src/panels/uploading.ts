/** A file on its way in: the place for it, the sending of it, and what became of it. */
import type { Client } from "../api/client.ts";
import { pause } from "../api/client.ts";
import { Unreachable } from "../api/failures.ts";
import type { UploadForm, UploadState, UploadStatus, UploadTicket } from "../api/types.ts";

export type Stage =
  | { kind: "sending"; percent: number }
  | { kind: "under_way"; status: UploadStatus | null }
  | { kind: "done"; status: UploadStatus };

export const MOST_BYTES = 5_000_000_000;
const FIRST_LOOK_MS = 400;
const LONGEST_PAUSE_MS = 4_000;
const FINAL: ReadonlySet<UploadState> = new Set(["loaded", "failed", "duplicate"]);

interface Options {
  client: Client;
  file: File;
  signal: AbortSignal;
  onStage: (stage: Stage) => void;
  /** Load it although this very file was loaded before. */
  force?: boolean;
}

/** Sends the file and follows it to its end. Rejects as `Client.send` does, and with `Unreachable` when sending breaks. */
export async function upload({ client, file, signal, onStage, force = false }: Options): Promise<void> {
  onStage({ kind: "sending", percent: 0 });
  const body = { fileName: file.name, ...(force && { force }) };
  const ticket = await client.send<UploadTicket>({ method: "POST", path: "/metrics/uploads", body, signal });
  if (ticket.upload) {
    await send(ticket.upload, file, signal, (percent) => onStage({ kind: "sending", percent }));
  }
  onStage({ kind: "under_way", status: null });
  await follow({ client, file, signal, onStage }, ticket.batchId);
}

async function follow({ client, signal, onStage }: Options, batchId: string): Promise<void> {
  const path = `/metrics/uploads/${encodeURIComponent(batchId)}`;
  for (let wait = FIRST_LOOK_MS; ; wait = Math.min(wait * 1.4, LONGEST_PAUSE_MS)) {
    await pause(wait, signal);
    const status = await client.send<UploadStatus>({ method: "GET", path, signal });
    if (FINAL.has(status.state)) return onStage({ kind: "done", status });
    onStage({ kind: "under_way", status });
  }
}

/** By `XMLHttpRequest`, since `fetch` does not tell how much was sent. The fields come first and the file last. */
function send(form: UploadForm, file: File, signal: AbortSignal, onPercent: (percent: number) => void): Promise<void> {
  const body = new FormData();
  for (const [name, value] of Object.entries(form.fields)) body.append(name, value);
  body.append("file", file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.url);
    request.upload.onprogress = ({ loaded, total }) => onPercent(total ? Math.floor((loaded / total) * 100) : 0);
    request.onload = () => (request.status < 300 ? resolve() : reject(new Unreachable(false)));
    request.onerror = () => reject(new Unreachable(false));
    request.onabort = () => reject(signal.reason);
    signal.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}

/** What would be refused anyway, said before anything is sent. */
export function refusalOf(file: { name: string; size: number }): "empty" | "too_large" | null {
  if (file.size === 0) return "empty";
  return file.size > MOST_BYTES ? "too_large" : null;
}
