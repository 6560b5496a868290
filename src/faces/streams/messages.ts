import * as z from "zod";
import { isRecord } from "#platform/record.ts";

/** What a client says on a stream. */
export const clientMessage = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("ask"), id: z.string().max(200).optional() }),
  z.strictObject({
    type: z.literal("resume"),
    call_id: z.string().max(60),
    after: z.int().min(0).default(0),
  }),
  z.strictObject({ type: z.literal("cancel"), call_id: z.string().max(60) }),
  z.strictObject({ type: z.literal("ping") }),
]);

export type ClientMessage = z.infer<typeof clientMessage>;

/** What the text says; undefined where it is none of these. */
export function readMessage(text: string | undefined): ClientMessage | undefined {
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (failure) {
    if (failure instanceof SyntaxError) return undefined;
    throw failure;
  }
  const read = clientMessage.safeParse(value);
  return read.success ? read.data : undefined;
}

/** The question of an `ask`: its members, with `content` for a single turn, in the session of the stream. */
export function questionOf(message: Record<string, unknown>, session: string): Record<string, unknown> {
  const { type: _type, id: _id, content, ...given } = message;
  const turns =
    typeof content === "string" && !("messages" in given) ? [{ role: "user", content }] : given["messages"];
  return { ...(isRecord(given) ? given : {}), messages: turns, session_id: session };
}
