import type { Gate } from "#gate/gate.ts";
import type { Outcome } from "#gate/passage.ts";
import type { Capabilities } from "#operation/capabilities.ts";
import type { Operation, Principal } from "#operation/operation.ts";
import { rateHeaders } from "../rate-headers.ts";
import { problem } from "./problem.ts";

export interface AuthorizationParts {
  gate: Gate;
  capabilities(): Capabilities;
  operation(name: string): Operation;
}

/** Who asks, and the request's id for the answer. */
interface Asking {
  principal: Principal;
  requestId: string;
}

/** How long a decision waits for what it lets happen, in milliseconds. */
const patience = 25_000;

/**
 * `GET /api/capabilities`, `GET /api/authorizations`, `GET` and `POST /api/authorizations/<id>`. A token lists and
 * reads its own requests; a signed-in person who decides sees all of them, and alone can decide.
 */
export function authorizationApi({ gate, capabilities, operation }: AuthorizationParts) {
  return {
    async capabilities({ principal }: Asking): Promise<Response> {
      gate.count(principal);
      return succeed(capabilities());
    },
    async list(asking: Asking): Promise<Response> {
      const name = isDecider(asking.principal) ? "authorization.list" : "authorization.own";
      return answer(await run(name, {}, asking), asking, (output) => output);
    },
    async get(id: string, asking: Asking): Promise<Response> {
      if (!isDecider(asking.principal))
        return answer(await run("authorization.get", { queue_id: id }, asking), asking, (output) => output);
      const outcome = await run("authorization.list", { id }, asking);
      return answer(outcome, asking, (output) => (output as { requests: unknown[] }).requests[0]);
    },
    async decide(id: string, body: Record<string, unknown>, asking: Asking): Promise<Response> {
      return answer(await run("authorization.decide", { ...body, id }, asking), asking, (output) => output);
    },
  };

  function run(name: string, input: unknown, { principal, requestId }: Asking): Promise<Outcome> {
    return gate.execute(operation(name), input, principal, { requestId, wait: patience });
  }
}

function isDecider({ face, authority }: Principal): boolean {
  return face === "web" && (authority === "approver" || authority === "owner");
}

function answer(outcome: Outcome, { requestId }: Asking, dataOf: (output: unknown) => unknown): Response {
  const headers = rateHeaders(outcome);
  if (outcome.kind === "refused") return problem(outcome.error, requestId, headers);
  if (outcome.kind !== "done") throw new TypeError("a decision waits for a person");
  return succeed(dataOf(outcome.output), headers);
}

function succeed(data: unknown, headers: Record<string, string> = {}): Response {
  return Response.json({ success: true, data }, { headers: { ...headers, "cache-control": "no-store" } });
}
