import type { Person } from "../api/types.ts";
import { useServices } from "../app/services.ts";
import { useStore } from "../lib/store.ts";

/** Whether the user wrote it, pinned it, shared it; and whether they may take it back, as the tenant's owner may too. */
export function useMine(person: Person | undefined): { isMine: boolean; mayRemove: boolean } {
  const user = useStore(useServices().me);
  const isMine = user !== null && user.userId === person?.userId;
  return { isMine, mayRemove: isMine || (user?.features.moderate ?? false) };
}
