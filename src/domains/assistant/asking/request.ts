import type { ChatTurn, ModelQuestion } from "#domains/assistant/provider.ts";

/** What is kept of a question until it has been asked: whom, in their order, and what. */
export interface StoredRequest {
  chain: Omit<ModelQuestion, "messages" | "format">[];
  messages: ChatTurn[];
  format: Record<string, unknown> | undefined;
  notes: string[];
}
