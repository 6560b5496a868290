import type * as z from "zod";
import type { Catalog } from "#operation/catalog.ts";
import type { Operation } from "#operation/operation.ts";

/** A name under which an operation is offered. */
export interface ToolEntry {
  name: string;
  operation: string;
  alias?: Alias;
  /** Where the arguments say which operation is meant. `operation` takes those that say none. */
  router?: Router;
  /** A tool of the same lists that takes the like: what that one says of an argument in the same words is not said again. */
  like?: string;
  /** True where the document wants the answer's JSON as the one text, without a readable line before it. */
  answersInJsonAlone?: boolean;
}

/** A document's own argument names: their schema, an example, and how they become the operation's. */
export interface Alias {
  input: z.ZodType<Record<string, unknown>>;
  example: Record<string, unknown>;
  adapt(given: Record<string, unknown>): Record<string, unknown>;
}

/** Which operation a call is for, and its arguments there; undefined where the call names none. */
export type Router = (
  given: Record<string, unknown>,
  catalog: Catalog,
) => { operation: Operation; given: Record<string, unknown> } | undefined;
