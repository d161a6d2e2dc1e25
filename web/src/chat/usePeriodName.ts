import { useServices } from "../app/services.ts";
import { useStore } from "../lib/store.ts";
import { periodLabel } from "./periods.ts";

/** Names periods as the answers do: with "fiscal" where the tenant's year begins in another month than January. */
export function usePeriodName(): (key: string) => string {
  const me = useStore(useServices().me);
  const isFiscal = (me?.fiscalYearStart ?? "01-01") !== "01-01";
  return (key) => periodLabel(key, isFiscal);
}
