import { type Api, createApi } from "../api/calls.ts";
import { createClient } from "../api/client.ts";
import { ApiProblem } from "../api/failures.ts";
import { type Auth, createAuth } from "../auth/auth.ts";
import { hostedSignIn } from "../auth/hosted.ts";
import { passwordSignIn } from "../auth/password.ts";
import type { Door } from "../auth/SignIn.tsx";
import { tabStorage } from "../auth/tokens.ts";
import { createConversation } from "../chat/conversation.ts";
import { createComments } from "../colleagues/comments.ts";
import { createDrafts } from "../colleagues/drafts.ts";
import { createPins } from "../colleagues/pins.ts";
import type { Config } from "../config.ts";
import { createStore } from "../lib/store.ts";
import { createSessions, type Sessions } from "../sessions/sessions.ts";
import { announce } from "./announce.ts";
import { createCatalog } from "./catalog.ts";
import { draft, keepDraft } from "./draft.ts";
import { go } from "./router.ts";
import type { Services } from "./services.ts";

/** Makes everything the page works with, out of its settings. */
export function compose(config: Config): { services: Services; door: Door } {
  const { auth, door } = signIn(config);
  const client = createClient({ base: config.api, tokens: auth });
  const api = createApi(client);
  const sessions = createSessions(client);
  const conversation = createConversation(listing(api, sessions));
  const colleagues = { pins: createPins(client), comments: createComments(client), drafts: createDrafts() };
  const data = { conversation, sessions, catalog: createCatalog(api) };
  const services: Services = { auth, client, api, ...data, ...colleagues, ...known() };
  followUser(services);
  return { services, door };
}

/** Every answer puts its conversation on top of the list, whether it is still waited for or not. */
function listing(api: Api, sessions: Sessions): Api {
  return {
    ...api,
    async ask(request, idempotencyKey, signal) {
      const answeredIn = sessions.asking(request);
      const answer = await api.ask(request, idempotencyKey, signal);
      answeredIn(answer.sessionId);
      return answer;
    },
  };
}

function known(): Pick<Services, "me" | "refusal"> {
  return { me: createStore(null), refusal: createStore(null) };
}

function signIn({ auth: settings }: Config): { auth: Auth; door: Door } {
  const keep = tabStorage(sessionStorage);
  if (settings.mode === "hosted") {
    const hosted = hostedSignIn(settings);
    return { auth: createAuth(hosted, keep), door: { mode: "hosted", leave: hosted.leave } };
  }
  const password = passwordSignIn(settings);
  return { auth: createAuth(password, keep), door: { mode: "password", ...password } };
}

/** Loads what belongs to who signs in; another one finds nothing of the one before. */
function followUser(services: Services): void {
  const { auth, conversation, me, refusal } = services;
  const { sessions, catalog, pins, comments, drafts } = services;
  const draftOf = keepDraft(draft, sessionStorage);
  let last = "";
  auth.state.subscribe(() => {
    const state = auth.state.get();
    refusal.set(null);
    if (state.phase === "signed_out" && state.why === "left") draft.set(""); // who leaves is done with it
    if (state.phase !== "signed_in") return;
    if (last !== "" && last !== state.email) {
      me.set(null);
      for (const held of [sessions, catalog, pins, comments, drafts]) held.forget();
      announce("");
      go([], { replace: true });
      void conversation.open(null);
    }
    last = state.email;
    draftOf(last);
    void loadUser(services, () => auth.state.get() === state);
  });
}

/** The page works without either: what fails is told where it is needed. But who is refused here is refused everywhere. */
async function loadUser({ api, sessions, me, refusal, catalog }: Services, isCurrent: () => boolean): Promise<void> {
  try {
    const user = await api.me();
    if (!isCurrent()) return;
    me.set(user);
    if (!user.features.chat) return;
    void sessions.load(sessions.list.get().search);
    await catalog.load();
  } catch (failure) {
    if (!isCurrent()) return;
    if (failure instanceof ApiProblem && failure.problem.status === 403) refusal.set(failure);
    else if (me.get() === null) void sessions.load();
  }
}
