import { useStore } from "../lib/store.ts";
import { SessionList } from "../sessions/SessionList.tsx";
import { strings } from "../strings.ts";
import { Brand } from "../ui/Brand.tsx";
import { Icon, type IconName } from "../ui/Icon.tsx";
import { PANELS } from "./panels.tsx";
import { href, useRoute } from "./router.ts";
import { useServices } from "./services.ts";
import { chooseTheme, type Theme, theme } from "./theme.ts";

const said = strings.nav;

/** The side column: a new conversation, the ways through the page, and who is signed in. */
export function Side({ onClose }: { onClose: () => void }) {
  const { conversation, me } = useServices();
  const mayAsk = useStore(me)?.features.chat ?? true;
  return (
    <>
      <div className="side-head">
        <Brand />
        <button type="button" className="icon-button side-close" aria-label={said.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      {mayAsk && (
        <a
          className="button new"
          href={href()}
          onClick={() => {
            void conversation.open(null);
            onClose();
          }}
        >
          <Icon name="plus" />
          {said.newQuestion}
        </a>
      )}
      <Panels />
      <div className="side-middle">{mayAsk && <SessionList onOpen={onClose} />}</div>
      <div className="side-foot">
        <Account />
        <ThemeSwitch />
      </div>
    </>
  );
}

function Panels() {
  const user = useStore(useServices().me);
  const [path] = useRoute();
  const shown = PANELS.filter((panel) => user !== null && panel.isFor(user) && (panel.isListed ?? true));
  if (shown.length === 0) return null;
  return (
    <nav className="panels" aria-label={said.panels}>
      {shown.map((panel) => (
        <a key={panel.path} href={href(panel.path)} aria-current={panel.path === path ? "page" : undefined}>
          <Icon name={panel.icon} />
          {panel.label}
        </a>
      ))}
    </nav>
  );
}

function Account() {
  const { auth, me } = useServices();
  const known = useStore(me);
  const state = useStore(auth.state);
  const email = known?.email ?? (state.phase === "signed_in" ? state.email : "");
  return (
    <div className="account">
      <p className="account-name">
        {known?.tenantName && <strong>{known.tenantName}</strong>}
        <span>{email}</span>
      </p>
      <button
        type="button"
        className="icon-button"
        aria-label={said.signOut}
        title={said.signOut}
        onClick={() => void auth.signOut()}
      >
        <Icon name="leave" />
      </button>
    </div>
  );
}

const ICONS: Readonly<Record<Theme, IconName>> = { system: "system", light: "sun", dark: "moon" };

function ThemeSwitch() {
  const chosen = useStore(theme);
  return (
    <fieldset className="themes" aria-label={said.theme}>
      {(Object.keys(ICONS) as Theme[]).map((one) => (
        <label key={one} title={said.themes[one]}>
          <input
            type="radio"
            name="theme"
            className="hidden"
            checked={one === chosen}
            onChange={() => chooseTheme(one)}
          />
          <Icon name={ICONS[one]} />
          <span className="hidden">{said.themes[one]}</span>
        </label>
      ))}
    </fieldset>
  );
}
