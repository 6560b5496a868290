import type { ToolTable } from "#catalog/tool-table.ts";
import type { Gate } from "#gate/gate.ts";
import type { Principal } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { rateHeaders } from "../rate-headers.ts";
import { readJson } from "./json-body.ts";
import { problem } from "./problem.ts";

export interface RestParts {
  gate: Gate;
  tools: ToolTable;
}

/** How long a REST call waits for an outside effect, in milliseconds. */
const patience = 25_000;

/**
 * `POST /api/v1/tools/<tool>`: the body is the tool's arguments, the answer its output. 202 when a person
 * has to decide. `Idempotency-Key` (IETF draft) is taken from the header.
 */
export async function callTool(
  name: string,
  request: Request,
  principal: Principal,
  requestId: string,
  { gate, tools }: RestParts,
): Promise<Response> {
  const tool = tools.find(name);
  if (!tool) {
    gate.unknown(name, principal, { requestId });
    throw new DeskError("NOT_FOUND", "There is no tool of that name.", {
      next: "GET /mcp/tools has the names.",
    });
  }
  const key = request.headers.get("idempotency-key");
  const outcome = await gate.execute(tool.operation, readJson(request), principal, {
    requestId,
    wait: patience,
    ...(key !== null ? { idempotencyKey: key.replace(/^"(.*)"$/, "$1") } : {}),
    ...(tool.adapt ? { adapt: tool.adapt } : {}),
  });
  const headers = rateHeaders(outcome);
  if (outcome.kind === "refused") return problem(outcome.error, requestId, headers);
  if (outcome.kind === "authorization_required")
    return Response.json(outcome.waiting, { status: 202, headers });
  const { output, json = JSON.stringify(output), replayed } = outcome;
  return new Response(json, {
    headers: {
      "content-type": "application/json;charset=utf-8",
      ...headers,
      ...(replayed ? { "idempotency-replayed": "true" } : {}),
    },
  });
}
