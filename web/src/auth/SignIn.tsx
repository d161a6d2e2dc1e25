import { type FormEvent, useId, useState } from "react";
import { Unreachable } from "../api/failures.ts";
import { told } from "../app/told.ts";
import { strings } from "../strings.ts";
import { Brand } from "../ui/Brand.tsx";
import type { AuthState } from "./auth.ts";
import { type Refusal, SignInRefused, type Step } from "./password.ts";
import type { TokenSet } from "./tokens.ts";

/** The ways in: with email and password here, or on the user pool's own pages. */
export type Door =
  | {
      mode: "password";
      signIn(email: string, password: string): Promise<Step>;
      choosePassword(email: string, password: string, session: string): Promise<Step>;
    }
  | { mode: "hosted"; leave(): Promise<void> };

interface Props {
  door: Door;
  why: (AuthState & { phase: "signed_out" })["why"];
  onTokens: (tokens: TokenSet) => void;
}

const said = strings.signIn;

export function SignIn({ door, why, onTokens }: Props) {
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <Brand />
        <h1>{strings.tagline}</h1>
        <p className="lead">{said.lead}</p>
        {why !== "new" && (
          <p className="sign-in-why" role="status">
            {said[why]}
          </p>
        )}
        {door.mode === "hosted" ? <HostedDoor leave={door.leave} /> : <PasswordDoor door={door} onTokens={onTokens} />}
      </div>
    </main>
  );
}

function HostedDoor({ leave }: { leave: () => Promise<void> }) {
  return (
    <button type="button" className="button primary wide" onClick={() => void leave()}>
      {said.hosted}
    </button>
  );
}

function PasswordDoor({ door, onTokens }: { door: Door & { mode: "password" }; onTokens: Props["onTokens"] }) {
  const [email, setEmail] = useState("");
  const [session, setSession] = useState<string | null>(null);
  const { isWorking, failure, run } = useTry(async (step: Promise<Step>) => {
    const result = await step;
    if (result.kind === "done") onTokens(result.tokens);
    else setSession(result.session);
  });
  if (session !== null) {
    return (
      <NewPassword
        isWorking={isWorking}
        failure={failure}
        onSubmit={(password) => run(door.choosePassword(email, password, session))}
      />
    );
  }
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    run(door.signIn(email.trim(), String(new FormData(event.currentTarget).get("password"))));
  };
  return (
    <form onSubmit={onSubmit}>
      <Field label={said.email} type="email" name="username" autoComplete="username" value={email} onValue={setEmail} />
      <Field label={said.password} type="password" name="password" autoComplete="current-password" />
      <Submit isWorking={isWorking} failure={failure} label={said.submit} />
    </form>
  );
}

interface NewPasswordProps {
  isWorking: boolean;
  failure: string | null;
  onSubmit: (password: string) => void;
}

function NewPassword({ isWorking, failure, onSubmit }: NewPasswordProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit(String(new FormData(event.currentTarget).get("new-password")));
  };
  return (
    <form onSubmit={submit}>
      <h2>{said.newPasswordTitle}</h2>
      <p>{said.newPasswordLead}</p>
      <Field label={said.newPassword} type="password" name="new-password" autoComplete="new-password" />
      <Submit isWorking={isWorking} failure={failure} label={said.submitNewPassword} />
    </form>
  );
}

interface FieldProps {
  label: string;
  type: "email" | "password";
  name: string;
  autoComplete: string;
  value?: string;
  onValue?: (value: string) => void;
}

function Field({ label, onValue, ...rest }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} required {...rest} onChange={(event) => onValue?.(event.target.value)} />
    </div>
  );
}

function Submit({ isWorking, failure, label }: { isWorking: boolean; failure: string | null; label: string }) {
  return (
    <>
      {failure && (
        <p className="form-failure" role="alert">
          {failure}
        </p>
      )}
      <button type="submit" className="button primary wide" disabled={isWorking}>
        {isWorking ? said.working : label}
      </button>
    </>
  );
}

/** Runs one attempt at a time, and tells why it failed. */
function useTry<T>(attempt: (given: Promise<T>) => Promise<void>) {
  const [isWorking, setWorking] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const run = (given: Promise<T>) => {
    setWorking(true);
    setFailure(null);
    attempt(given)
      .catch((reason: unknown) => setFailure(sentenceOf(reason)))
      .finally(() => setWorking(false));
  };
  return { isWorking, failure, run };
}

function sentenceOf(reason: unknown): string {
  if (reason instanceof Unreachable) return told(reason).sentence;
  const refusal: Refusal = reason instanceof SignInRefused ? reason.refusal : "other";
  return said.refusals[refusal];
}
