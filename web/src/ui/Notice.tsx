import type { ReactNode } from "react";
import { told } from "../app/told.ts";
import { strings } from "../strings.ts";
import { Icon } from "./Icon.tsx";

/** A failure told as a sentence, with a way to try again. */
export function Failure({ failure, lead, onRetry }: { failure: unknown; lead?: string; onRetry?: () => void }) {
  const { sentence, faults } = told(failure);
  return (
    <Notice>
      <p>
        {lead && `${lead} `}
        {sentence}
      </p>
      {faults.length > 0 && (
        <ul>
          {faults.map((fault) => (
            <li key={fault}>{fault}</li>
          ))}
        </ul>
      )}
      {onRetry && (
        <button type="button" className="button" onClick={onRetry}>
          {strings.retry}
        </button>
      )}
    </Notice>
  );
}

export function Notice({ children }: { children: ReactNode }) {
  return (
    <div className="notice" role="alert">
      <Icon name="warn" />
      <div>{children}</div>
    </div>
  );
}
