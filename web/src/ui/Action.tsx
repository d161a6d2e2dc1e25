import { Icon, type IconName } from "./Icon.tsx";

interface Props {
  icon: IconName;
  /** Shown beside the icon. */
  text?: string;
  /** Read in its place, or alone. */
  label?: string;
  isOpen?: boolean;
  /** Whether what it names is so: shown, and told. */
  isOn?: boolean;
  onClick: () => void;
}

/** A quiet button in a row of them. */
export function Action({ icon, text, label, isOpen, isOn, onClick }: Props) {
  return (
    <button
      type="button"
      className="action"
      aria-label={label}
      title={label}
      aria-expanded={isOpen}
      data-on={isOn}
      onClick={onClick}
    >
      <Icon name={icon} />
      {text}
    </button>
  );
}
