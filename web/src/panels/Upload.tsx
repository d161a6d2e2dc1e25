import { type DragEvent, useEffect, useRef, useState } from "react";
import type { UploadStatus } from "../api/types.ts";
import { announce } from "../app/announce.ts";
import { useServices } from "../app/services.ts";
import { strings } from "../strings.ts";
import { Icon } from "../ui/Icon.tsx";
import { Failure, Notice } from "../ui/Notice.tsx";
import { PanelPage } from "./PanelPage.tsx";
import { UploadResult } from "./UploadResult.tsx";
import { refusalOf, type Stage, upload } from "./uploading.ts";

const said = strings.upload;
const LARGEST = "5 GB";

interface Run {
  file: File;
  force: boolean;
}

/** Loads a file: dropped or chosen, followed to its end, with what was handed back. */
export default function Upload() {
  const [run, setRun] = useState<Run | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (!file) return;
    const why = refusalOf(file);
    setRefusal(why ? (why === "empty" ? said.empty(file.name) : said.tooLarge(file.name, LARGEST)) : null);
    if (why) return;
    if ((files?.length ?? 0) > 1) setRefusal(said.oneByOne);
    setRun({ file, force: false });
  };
  return (
    <PanelPage title={said.title} lead={said.lead}>
      {run === null && <DropZone onFiles={take} />}
      {refusal !== null && (
        <Notice>
          <p>{refusal}</p>
        </Notice>
      )}
      {run !== null && (
        <Loading
          key={`${run.file.name}-${run.force}`}
          run={run}
          onForce={() => setRun({ ...run, force: true })}
          onAnother={() => {
            setRun(null);
            setRefusal(null);
          }}
        />
      )}
    </PanelPage>
  );
}

function DropZone({ onFiles }: { onFiles: (files: FileList | null) => void }) {
  const [isOver, setOver] = useState(false);
  const over = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFiles(event.dataTransfer.files);
  };
  return (
    <label className="drop" data-over={isOver} onDragOver={over} onDragLeave={() => setOver(false)} onDrop={drop}>
      <Icon name="upload" />
      <strong>{said.drop}</strong>
      <span className="fine">{said.or}</span>
      <span className="button">{said.choose}</span>
      <input
        type="file"
        className="hidden"
        aria-label={said.choose}
        accept=".csv,.tsv,.txt,.xlsx,.json,.jsonl,.ndjson"
        onChange={(event) => onFiles(event.target.files)}
      />
      <span className="fine">{said.kinds}</span>
    </label>
  );
}

interface LoadingProps {
  run: Run;
  onForce: () => void;
  onAnother: () => void;
}

function Loading({ run, onForce, onAnother }: LoadingProps) {
  const { client, catalog } = useServices();
  const [stage, setStage] = useState<Stage>({ kind: "sending", percent: 0 });
  const [failure, setFailure] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  const told = useRef("");
  // biome-ignore lint/correctness/useExhaustiveDependencies: begun anew by another attempt only
  useEffect(() => {
    const stop = new AbortController();
    setFailure(null);
    const show = (now: Stage) => {
      setStage(now);
      if (now.kind !== told.current) announce(sentence(now));
      told.current = now.kind;
      if (now.kind === "done") catalog.load().catch(() => undefined); // its metrics are found again later
    };
    upload({ client, ...run, signal: stop.signal, onStage: show }).catch((reason: unknown) => {
      if (!stop.signal.aborted) setFailure(reason);
    });
    return () => stop.abort();
  }, [attempt]);
  return (
    <section className="loading card" aria-label={run.file.name}>
      <header className="card-head">
        <strong>{run.file.name}</strong>
        {failure === null && <span className="fine">{sentence(stage)}</span>}
      </header>
      {failure === null && stage.kind !== "done" && <Bar stage={stage} name={run.file.name} />}
      {failure !== null && <Failure lead={said.sendFailed} failure={failure} onRetry={() => setAttempt(attempt + 1)} />}
      {stage.kind === "done" && <UploadResult status={stage.status} onForce={onForce} />}
      {(stage.kind === "done" || failure !== null) && (
        <button type="button" className="button" onClick={onAnother}>
          {said.another}
        </button>
      )}
    </section>
  );
}

function Bar({ stage, name }: { stage: Stage; name: string }) {
  const part = partOf(stage);
  return <progress className="bar" aria-label={said.progress(name)} max={1} {...(part !== null && { value: part })} />;
}

/** How much is done, from 0 to 1; null where nobody knows. */
function partOf(stage: Stage): number | null {
  if (stage.kind === "sending") return stage.percent / 100;
  const progress = stage.kind === "under_way" ? stage.status?.progress : undefined;
  return progress?.bytesTotal ? progress.bytesRead / progress.bytesTotal : null;
}

function sentence(stage: Stage): string {
  if (stage.kind === "sending") return said.sending(stage.percent);
  if (stage.kind === "done") return finalSentence(stage.status);
  const status = stage.status;
  if (status === null || status.state === "waiting") return said.waiting;
  const left = status.progress.secondsLeft;
  return [said.loading(status.progress.records), ...(left ? [said.left(left)] : [])].join(", ");
}

function finalSentence({ state }: UploadStatus): string {
  if (state === "duplicate") return said.duplicate;
  return state === "failed" ? said.failed : said.loaded;
}
