import * as z from "zod";
import { listCalls } from "#domains/phone/history-store.ts";
import { callView, viewCall } from "#domains/phone/view.ts";
import { defineRead } from "#operation/operation.ts";
import { decodeCursor, pageOf } from "#platform/cursor.ts";
import { requirePhoneNumber } from "#platform/phone-number.ts";
import { counted } from "#platform/words.ts";

/** Calls in and out, newest first, a page at a time. @throws VALIDATION_ERROR for an unreadable number or cursor. */
export const callList = defineRead({
  name: "call.list",
  title: "Read the call history",
  description:
    "Lists calls made and received, newest first, with status and duration. Narrow it by the other side's phoneNumber or by direction. For what was said use get_call_transcripts.",
  scopes: ["phone:read"],
  input: z.strictObject({
    limit: z.int().min(1).max(100).default(10),
    phoneNumber: z.string().min(1).max(40).optional().describe("The other side, any readable form."),
    direction: z.enum(["inbound", "outbound"]).optional(),
    cursor: z.string().max(200).optional().describe("nextCursor of the page before."),
  }),
  output: z.object({ calls: z.array(callView), truncated: z.boolean(), nextCursor: z.string().nullable() }),
  example: { direction: "inbound", limit: 10 },
  summary: ({ calls, nextCursor }) =>
    `${counted(calls.length, "call")}${nextCursor ? ", more with nextCursor" : ""}.`,
  isContent: true,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ limit, phoneNumber, direction, cursor }, ctx) {
    const peers = phoneNumber && [
      requirePhoneNumber(phoneNumber, ctx.settings.get("business.region"), "phoneNumber"),
    ];
    const found = await listCalls(ctx.db, {
      peers: peers || undefined,
      direction,
      before: cursor ? decodeCursor(cursor) : undefined,
      limit: limit + 1,
    });
    const zone = ctx.settings.get("business.zone");
    const { rows, ...page } = pageOf(
      found,
      limit,
      (row) => viewCall(row, zone),
      (row) => row,
    );
    return { calls: rows, ...page };
  },
});
