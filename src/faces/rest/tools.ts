import { routed, type Tool, type ToolTable } from "#catalog/tool-table.ts";
import type { Gate } from "#gate/gate.ts";
import type { Call, Outcome } from "#gate/passage.ts";
import type { Principal } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { rateHeaders } from "../rate-headers.ts";
import { streamed } from "./event-stream.ts";
import { readJson } from "./json-body.ts";
import { problem } from "./problem.ts";

export interface RestParts {
  gate: Gate;
  tools: ToolTable;
  /** Keeps the request in the count while its answer is a stream. */
  hold(): () => void;
}

/** How long a REST call waits for an outside effect, in milliseconds. */
const patience = 25_000;

/**
 * `POST /api/v1/tools/<tool>`: the body is the tool's arguments, the answer its output. 202 when a person
 * has to decide. `Idempotency-Key` (IETF draft) is taken from the header. What takes long can be had as server-sent events,
 * with `Accept: text/event-stream`.
 */
export async function callTool(
  name: string,
  request: Request,
  principal: Principal,
  requestId: string,
  { gate, tools, hold }: RestParts,
): Promise<Response> {
  const named = tools.find(name);
  if (!named) {
    gate.unknown(name, principal, { requestId });
    throw new DeskError("NOT_FOUND", "There is no tool of that name.", {
      next: "GET /mcp/tools has the names.",
    });
  }
  // Read first where the arguments decide what is called; else the gate counts the call before it is read.
  const { tool, given } = named.route
    ? routed(named, await readJson(request))
    : { tool: named, given: readJson(request) };
  const key = request.headers.get("idempotency-key");
  const run = (more: Partial<Call> = {}) =>
    gate.execute(tool.operation, given, principal, {
      requestId,
      wait: patience,
      ...(key !== null ? { idempotencyKey: key.replace(/^"(.*)"$/, "$1") } : {}),
      ...(tool.adapt ? { adapt: tool.adapt } : {}),
      ...more,
    });
  const rendered = (outcome: Outcome) => answerOf(outcome, requestId);
  if (!isLong(tool)) return rendered(await run());
  const wantsStream = request.headers.get("accept")?.includes("text/event-stream") ?? false;
  // What takes long ends with whoever wanted it.
  return wantsStream
    ? await streamed(request, run, rendered, hold)
    : rendered(await run({ signal: request.signal }));
}

function isLong({ operation }: Tool): boolean {
  return operation.kind === "write" && operation.effect?.isLong === true;
}

function answerOf(outcome: Outcome, requestId: string): Response {
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
