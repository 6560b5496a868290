import { createHmac } from "node:crypto";
import type { JsonResponse, TestDesk } from "#tests/support/desk.ts";

export const token = "a-token-that-is-long-enough";
export const secret = "a-secret-that-is-long-enough";
export const ingestEnv = { INGEST_TOKEN: token, INGEST_HMAC_SECRET: secret };

export interface Sent {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is checked by the test itself
  body: any;
}

export const note = (summary = "Customer unable to connect to WiFi", category = "WiFi") =>
  `Category: ${category}\nReason: CallerRequested\nSummary: ${summary}\nConfidence: 0.85`;

/** Posts to the handoff's address; a string goes as it is. */
export async function post(
  t: TestDesk,
  body: unknown,
  headers: Record<string, string> = { "x-auth-token": token },
  address?: string,
): Promise<Sent> {
  const answer: JsonResponse = await t.request("/ingest/oa-handoff", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
    ...(address ? { address } : {}),
  });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

/** The headers of somebody who signs. */
export function signed(
  raw: string | Uint8Array,
  at: number,
  { by = secret, timestamp = String(at) }: { by?: string; timestamp?: string } = {},
): Record<string, string> {
  const signature = createHmac("sha256", by).update(timestamp).update(raw).digest("hex");
  return { "x-signature": `sha256=${signature}`, "x-timestamp": timestamp };
}
