import "./styles/index.css";
import { createRoot } from "react-dom/client";
import { App, Splash } from "./app/App.tsx";
import { compose } from "./app/compose.ts";
import { startTheme } from "./app/theme.ts";
import { loadConfig } from "./config.ts";
import { strings } from "./strings.ts";
import { Notice } from "./ui/Notice.tsx";

startTheme();
const place = document.getElementById("root");
if (place === null) throw new Error("No place for the page");
const root = createRoot(place);
root.render(<Splash />);

async function start(): Promise<void> {
  const { services, door } = compose(await loadConfig());
  root.render(<App services={services} door={door} />);
  await services.auth.start();
}

start().catch(() => {
  root.render(
    <div className="splash">
      <Notice>
        <p>{strings.start.failed}</p>
        <button type="button" className="button" onClick={() => location.reload()}>
          {strings.retry}
        </button>
      </Notice>
    </div>,
  );
});
