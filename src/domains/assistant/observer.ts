import type { ServiceKey } from "#operation/operation.ts";
import type { ModelUsage } from "./provider.ts";

/** What a call to a model came to, for logs and metrics: no word of it. */
export interface ObservedCall {
  operation: "chat" | "transcription";
  provider: string;
  asked: string;
  answered: string | null;
  usage: ModelUsage | undefined;
  seconds: number;
  finishReason: string | null;
  /** What went wrong, in one word. */
  error: string | null;
}

export type ModelObserver = (call: ObservedCall) => void;

export const modelObserver: ServiceKey<ModelObserver> = { name: "observer of model calls" };
