import { useEffect } from "react";
import type { Pin } from "../api/types.ts";
import { useServices } from "../app/services.ts";
import { useStore } from "../lib/store.ts";

/** The answer's pin, if it has one. */
export function usePin(messageId: string): Pin | undefined {
  const { pins } = useServices();
  useEffect(() => pins.know(), [pins]);
  return useStore(pins.list).items.find((pin) => pin.messageId === messageId);
}
