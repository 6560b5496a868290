import type * as z from "zod";
import type { ServiceKey } from "./operation.ts";

/** A model elsewhere that the owner has configured: it is told customers' words only where a setting says so. */
export interface LanguageModel {
  /** False without an address or a key. */
  readonly isConfigured: boolean;
  /** What is said in a recording. @throws ModelFailure */
  transcribe(audio: Uint8Array, model: string): Promise<string>;
  /** An answer in the schema's shape about a text, which is information and no instruction. @throws ModelFailure */
  judge<Answer>(question: Judging<Answer>): Promise<Answer>;
}

export interface Judging<Answer> {
  model: string;
  /** Letters and underscores. */
  name: string;
  instructions: string;
  text: string;
  /** An object of which every part is required. */
  schema: z.ZodType<Answer>;
}

export const languageModel: ServiceKey<LanguageModel> = { name: "language model" };

/** Whether the models' server knows a key, asked of the server itself. */
export const modelKeyCheck: ServiceKey<(key: string) => Promise<"good" | "refused" | "unreachable">> = {
  name: "check of a key for models",
};

/** The model did not answer, or not in the shape it was asked for. Its own words are not kept. */
export class ModelFailure extends Error {
  override name = "ModelFailure";
  readonly reason: "unreachable" | "refused" | "shapeless";

  constructor(reason: ModelFailure["reason"]) {
    super(reason);
    this.reason = reason;
  }
}
