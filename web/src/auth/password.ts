import { Unreachable } from "../api/failures.ts";
import type { PasswordSignIn } from "../config.ts";
import { type TokenSet, tokenSet } from "./tokens.ts";

/** Why a sign-in was refused. */
export type Refusal = "wrong" | "weak_password" | "too_many" | "other";

export class SignInRefused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal, message: string) {
    super(message);
    this.name = "SignInRefused";
    this.refusal = refusal;
  }
}

/** Signed in, or asked for a password of one's own in place of the first one. */
export type Step = { kind: "done"; tokens: TokenSet } | { kind: "new_password"; session: string };

interface Reply {
  ChallengeName?: string;
  Session?: string;
  AuthenticationResult?: { IdToken: string; RefreshToken?: string; ExpiresIn: number };
  __type?: string;
  message?: string;
}

const REFUSALS: Record<string, Refusal> = {
  NotAuthorizedException: "wrong",
  UserNotFoundException: "wrong",
  InvalidPasswordException: "weak_password",
  TooManyRequestsException: "too_many",
  LimitExceededException: "too_many",
};

/** Cognito's `InitiateAuth`, called directly. Rejects with `SignInRefused` or `Unreachable`. */
export function passwordSignIn(settings: PasswordSignIn, now: () => number = Date.now) {
  const ClientId = settings.clientId;
  const call = (action: string, body: object) => callCognito(settings.endpoint, action, { ClientId, ...body });
  return {
    async signIn(email: string, password: string): Promise<Step> {
      const AuthParameters = { USERNAME: email, PASSWORD: password };
      return stepOf(await call("InitiateAuth", { AuthFlow: "USER_PASSWORD_AUTH", AuthParameters }), now());
    },
    async choosePassword(email: string, password: string, Session: string): Promise<Step> {
      const ChallengeResponses = { USERNAME: email, NEW_PASSWORD: password };
      const body = { ChallengeName: "NEW_PASSWORD_REQUIRED", Session, ChallengeResponses };
      return stepOf(await call("RespondToAuthChallenge", body), now());
    },
    async refresh(refreshToken: string): Promise<TokenSet> {
      const AuthParameters = { REFRESH_TOKEN: refreshToken };
      const step = stepOf(await call("InitiateAuth", { AuthFlow: "REFRESH_TOKEN_AUTH", AuthParameters }), now());
      if (step.kind !== "done") throw new SignInRefused("other", "A challenge in place of tokens");
      return { ...step.tokens, refreshToken: step.tokens.refreshToken ?? refreshToken };
    },
    async revoke(refreshToken: string): Promise<void> {
      await call("RevokeToken", { Token: refreshToken });
    },
  };
}

async function callCognito(endpoint: string, action: string, body: object): Promise<Reply> {
  const headers = {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": `AWSCognitoIdentityProviderService.${action}`,
  };
  const signal = AbortSignal.timeout(15_000);
  const request = { method: "POST", headers, body: JSON.stringify(body), signal, cache: "no-store" } as const;
  const [response, text] = await fetch(endpoint, request)
    .then(async (response) => [response, await response.text()] as const)
    .catch(() => {
      throw new Unreachable(signal.aborted);
    });
  if (response.status >= 500) throw new Unreachable(false);
  const reply = (text ? JSON.parse(text) : {}) as Reply;
  if (!response.ok) throw refusalOf(reply);
  return reply;
}

function refusalOf(reply: Reply): SignInRefused {
  const kind = reply.__type?.split("#").at(-1) ?? "";
  return new SignInRefused(REFUSALS[kind] ?? "other", reply.message ?? kind);
}

function stepOf(reply: Reply, now: number): Step {
  if (reply.ChallengeName === "NEW_PASSWORD_REQUIRED") return { kind: "new_password", session: reply.Session ?? "" };
  const result = reply.AuthenticationResult;
  if (!result) throw new SignInRefused("other", reply.ChallengeName ?? "No tokens");
  return { kind: "done", tokens: tokenSet(result.IdToken, result.RefreshToken ?? null, result.ExpiresIn, now) };
}
