import type { ChatAnswer } from "../api/types.ts";
import { strings } from "../strings.ts";

/** How many figures were checked, and what of a language model's work is in it, said quietly. */
export function Provenance({ answer }: { answer: ChatAnswer }) {
  const { aiModel, qualityMetrics } = answer;
  const said = [];
  if (qualityMetrics.factsTotal > 0) said.push(strings.answer.checked(qualityMetrics.factsVerified));
  const model = aiModel.modelId ?? aiModel.provider ?? "";
  if (aiModel.usedFor?.includes("understanding")) said.push(strings.answer.understoodBy(model));
  if (aiModel.usedFor?.includes("phrasing")) said.push(strings.answer.phrasedBy(model));
  return said.length > 0 && <span className="provenance">{said.join(" · ")}</span>;
}
