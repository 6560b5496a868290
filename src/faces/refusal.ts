import type { DeskError } from "#src/errors.ts";
import { ingestError } from "./ingest/contract.ts";
import { rpcError } from "./mcp/render.ts";
import { problem } from "./rest/problem.ts";

/** A refusal in the shape of the protocol that was spoken at the path. */
export function refusal(path: string, error: DeskError, requestId: string): Response {
  if (/^\/(?:mcp|sse|messages)/.test(path)) return rpcError(error, requestId);
  return path.startsWith("/ingest/") ? ingestError(error, requestId) : problem(error, requestId);
}
