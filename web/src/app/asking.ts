import { go } from "./router.ts";
import { useServices } from "./services.ts";

/** Asks from anywhere on the page, in a conversation of its own. */
export function useAsking(): (question: string) => void {
  const { conversation } = useServices();
  return (question) => {
    go([]);
    void conversation.open(null).then(() => conversation.ask(question));
  };
}
