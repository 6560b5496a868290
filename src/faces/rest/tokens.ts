import * as z from "zod";
import type { Gate } from "#gate/gate.ts";
import { parseArguments } from "#operation/input.ts";
import type { Operation, Principal } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { rateHeaders } from "../rate-headers.ts";
import { readJson } from "./json-body.ts";
import { problem } from "./problem.ts";

const wanted = z.strictObject({
  name: z.string(),
  scopes: z.array(z.string()),
  expiresIn: z
    .string()
    .regex(/^\d{1,4}d$/, { error: "Days, such as 90d." })
    .default("90d"),
});

/**
 * `POST /api/v1/tokens`: whoever holds a personal token mints another, never wider and never longer than
 * theirs, and ended with it. What a person has let in through OAuth cannot: it is given new tokens anyway.
 */
export async function mintToken(
  request: Request,
  principal: Principal,
  requestId: string,
  { gate, operation }: { gate: Gate; operation(name: string): Operation },
): Promise<Response> {
  if (!principal.token) {
    throw new DeskError("FORBIDDEN", "Only a personal token mints another one.", {
      next: "A signed-in person makes tokens under Connected apps.",
    });
  }
  const { name, scopes, expiresIn } = parseArguments(wanted, readJson(request));
  const input = { name, scopes, days: Number.parseInt(expiresIn, 10) };
  const holder: Principal = { ...principal, authority: "person" };
  const outcome = await gate.execute(operation("token.create"), input, holder, { requestId });
  const headers = { ...rateHeaders(outcome), "cache-control": "no-store" };
  if (outcome.kind === "refused") return problem(outcome.error, requestId, headers);
  if (outcome.kind !== "done") throw new TypeError("a token waits for a person");
  return Response.json(outcome.output, { status: 201, headers });
}
