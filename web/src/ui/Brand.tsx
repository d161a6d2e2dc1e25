import { strings } from "../strings.ts";

export function Brand() {
  return (
    <span className="brand">
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="9" />
        <path d="M9 21.5v-4M14 21.5v-8M19 21.5v-5.500M24 21.500V10" />
      </svg>
      {strings.product}
    </span>
  );
}
