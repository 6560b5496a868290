import * as z from "zod";
import { handoffInput, handoffOutput } from "#domains/helpdesk/handoffs/handoff-submit.ts";
import type { JsonSchema } from "#operation/json-schema.ts";

const error: JsonSchema = {
  type: "object",
  required: ["status", "code", "message", "requestId"],
  properties: {
    status: { type: "string", enum: ["error"] },
    code: { type: "string" },
    message: { type: "string" },
    details: { type: "object", description: "For each field what is wrong with it, in `_errors`." },
    retryAfter: { type: "integer", description: "Seconds." },
    requestId: { type: "string" },
  },
};

/** What the handoff's address takes and answers, for the OpenAPI document of whoever works with tickets. */
export function handoffPath(): { path: JsonSchema; security: JsonSchema } {
  const { success: _success, ...said } = handoffOutput.shape;
  const refusal = (description: string) => ({
    description,
    content: { "application/json": { schema: error } },
  });
  const header = (name: string, description: string) => ({
    name,
    in: "header",
    description,
    schema: { type: "string" },
  });
  return {
    path: {
      post: {
        operationId: "oaHandoff",
        summary: "Hand a caller over",
        description:
          "A voice agent's note becomes a ticket, or joins the open one for the same case. Safe to repeat with the same Idempotency-Key.",
        "x-openai-isConsequential": true,
        security: [{ ingestToken: [] }, { ingestSignature: [] }],
        parameters: [
          header("Idempotency-Key", "For 15 minutes the same key and body get the same answer."),
          header("x-timestamp", "Milliseconds since 1970; with x-signature, at most five minutes off."),
        ],
        requestBody: {
          required: true,
          content: { "application/json": { schema: z.toJSONSchema(handoffInput, { io: "input" }) } },
        },
        responses: {
          200: {
            description: "The ticket.",
            content: {
              "application/json": {
                schema: z.toJSONSchema(z.object({ status: z.literal("ok"), ...said })),
              },
            },
          },
          "4XX": refusal("Refused: what was wrong, and for 429 when to try again."),
          "5XX": refusal("Not done: send it again."),
        },
      },
    },
    security: {
      ingestToken: { type: "apiKey", in: "header", name: "x-auth-token" },
      ingestSignature: {
        type: "apiKey",
        in: "header",
        name: "x-signature",
        description: "sha256= and the HMAC-SHA256 of x-timestamp and the body's bytes, in hex.",
      },
    },
  };
}
