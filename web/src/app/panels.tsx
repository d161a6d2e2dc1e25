import { type ComponentType, type LazyExoticComponent, lazy, Suspense } from "react";
import type { Me } from "../api/types.ts";
import { Talk } from "../chat/Talk.tsx";
import { useStore } from "../lib/store.ts";
import { strings as said } from "../strings.ts";
import type { IconName } from "../ui/Icon.tsx";
import { useRoute } from "./router.ts";
import { useServices } from "./services.ts";

/** A page beside the conversation: reached at `#/<path>`, with its code in a chunk of its own. */
export interface Panel {
  path: string;
  label: string;
  icon: IconName;
  View: LazyExoticComponent<ComponentType>;
  isFor: (me: Me) => boolean;
  /** Whether the side column leads there; a link of a colleague's may. */
  isListed?: false;
}

/** All of them, in the order of the side column. */
export const PANELS: readonly Panel[] = [
  {
    path: "insights",
    label: said.insights.title,
    icon: "insight",
    View: lazy(() => import("../panels/Insights.tsx")),
    isFor: asks,
  },
  { path: "pins", label: said.pins.title, icon: "pin", View: lazy(() => import("../panels/Pins.tsx")), isFor: asks },
  {
    path: "shared",
    label: said.shares.title,
    icon: "link",
    View: lazy(() => import("../panels/Shared.tsx")),
    isFor: asks,
    isListed: false,
  },
  {
    path: "catalog",
    label: said.catalog.title,
    icon: "chart",
    View: lazy(() => import("../panels/Catalog.tsx")),
    isFor: asks,
  },
  {
    path: "upload",
    label: said.upload.title,
    icon: "upload",
    View: lazy(() => import("../panels/Upload.tsx")),
    isFor: asks,
  },
  { path: "usage", label: said.usage.title, icon: "row", View: lazy(() => import("../panels/Usage.tsx")), isFor: asks },
  {
    path: "admin",
    label: said.admin.title,
    icon: "tenants",
    View: lazy(() => import("../panels/Admin.tsx")),
    isFor: administers,
  },
];

function asks({ features }: Me): boolean {
  return features.chat;
}

function administers({ features }: Me): boolean {
  return features.administer;
}

/** What the address names: a panel, or the conversation; who cannot ask begins at the first panel made for them. */
export function Page() {
  const [path] = useRoute();
  const user = useStore(useServices().me);
  const begins = user !== null && !asks(user) ? PANELS.find((one) => one.isFor(user)) : undefined;
  const isFor = (panel: Panel) => user === null || panel.isFor(user); // what an address names may be for others
  const panel = PANELS.find((one) => one.path === path && isFor(one)) ?? begins;
  if (panel === undefined) return <Talk />;
  return (
    <Suspense fallback={null}>
      <panel.View />
    </Suspense>
  );
}
