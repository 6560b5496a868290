import type * as z from "zod";

/** A name under which an operation is offered. */
export interface ToolEntry {
  name: string;
  operation: string;
  alias?: Alias;
  /** True where the document wants the answer's JSON as the one text, without a readable line before it. */
  answersInJsonAlone?: boolean;
}

/** A document's own argument names: their schema, an example, and how they become the operation's. */
export interface Alias {
  input: z.ZodType<Record<string, unknown>>;
  example: Record<string, unknown>;
  adapt(given: Record<string, unknown>): Record<string, unknown>;
}
