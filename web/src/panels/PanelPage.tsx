import type { ReactNode } from "react";

interface Props {
  title: string;
  lead?: string;
  /** What can be done with the whole page, beside its title. */
  actions?: ReactNode;
  children: ReactNode;
}

/** The frame of every page beside the conversation. */
export function PanelPage({ title, lead, actions, children }: Props) {
  return (
    <div className="panel">
      <div className="panel-column">
        <header className="panel-head">
          <div>
            <h1>{title}</h1>
            {lead && <p className="lead">{lead}</p>}
          </div>
          {actions}
        </header>
        {children}
      </div>
    </div>
  );
}
