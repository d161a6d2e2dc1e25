import { useEffect } from "react";
import type { ApiProblem } from "../api/failures.ts";
import { type Door, SignIn } from "../auth/SignIn.tsx";
import { useStore } from "../lib/store.ts";
import { strings } from "../strings.ts";
import { Brand } from "../ui/Brand.tsx";
import { Failure } from "../ui/Notice.tsx";
import { online } from "./online.ts";
import { Page } from "./panels.tsx";
import { Shell } from "./Shell.tsx";
import { type Services, ServicesProvider } from "./services.ts";

interface Props {
  services: Services;
  door: Door;
}

export function App({ services, door }: Props) {
  const state = useStore(services.auth.state);
  if (state.phase === "starting") return <Splash />;
  if (state.phase === "signed_out") return <SignIn door={door} why={state.why} onTokens={services.auth.accept} />;
  return (
    <ServicesProvider value={services}>
      <SignedIn services={services} />
    </ServicesProvider>
  );
}

function SignedIn({ services }: { services: Services }) {
  const isOnline = useStore(online);
  const refusal = useStore(services.refusal);
  useEffect(() => {
    if (isOnline) void services.conversation.resume();
  }, [isOnline, services]);
  if (refusal !== null) return <Refused services={services} refusal={refusal} />;
  return (
    <Shell>
      <Page />
    </Shell>
  );
}

/** For who is let in by the user pool, but not by the service: the tenant is suspended, say. */
function Refused({ services, refusal }: { services: Services; refusal: ApiProblem }) {
  return (
    <main className="splash">
      <div className="refused">
        <Brand />
        <Failure failure={refusal} />
        <button type="button" className="button" onClick={() => void services.auth.signOut()}>
          {strings.nav.signOut}
        </button>
      </div>
    </main>
  );
}

export function Splash() {
  return (
    <div className="splash">
      <Brand />
    </div>
  );
}
