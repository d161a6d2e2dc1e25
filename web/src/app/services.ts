import { createContext, useContext } from "react";
import type { Api } from "../api/calls.ts";
import type { Client } from "../api/client.ts";
import type { ApiProblem } from "../api/failures.ts";
import type { Me } from "../api/types.ts";
import type { Auth } from "../auth/auth.ts";
import type { Conversation } from "../chat/conversation.ts";
import type { Comments } from "../colleagues/comments.ts";
import type { Drafts } from "../colleagues/drafts.ts";
import type { Pins } from "../colleagues/pins.ts";
import type { Store } from "../lib/store.ts";
import type { Sessions } from "../sessions/sessions.ts";
import type { Catalog } from "./catalog.ts";

/** What the parts of the page work with; made once, in `main.tsx`. */
export interface Services {
  auth: Auth;
  client: Client;
  api: Api;
  conversation: Conversation;
  sessions: Sessions;
  pins: Pins;
  comments: Comments;
  /** Comments that are being written. */
  drafts: Drafts;
  /** Who is signed in; null until it is known. */
  me: Store<Me | null>;
  /** Why the service lets this user in nowhere, if it does not. */
  refusal: Store<ApiProblem | null>;
  catalog: Catalog;
}

const Context = createContext<Services | null>(null);

export const ServicesProvider = Context.Provider;

export function useServices(): Services {
  const services = useContext(Context);
  if (services === null) throw new Error("Outside of the services");
  return services;
}
