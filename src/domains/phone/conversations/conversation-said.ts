import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { type WholeItem, wholeTimeline } from "./whole-timeline.ts";

/** Bytes of JSON of what was said on one call. */
const longestDialogue = 3000;
const most = 200;
const dayMs = 86_400_000;

/** What was said with some numbers, line by line, the newest last, for operations that take it along. */
export const conversationSaid = defineRead({
  name: "conversation.said",
  title: "What was said with some numbers",
  description: "For other operations: lines of texts, calls and tickets of the last days, in time order.",
  scopes: [],
  exposure: "system",
  uses: ["ticket.about"],
  input: z.strictObject({ phones: z.array(z.string()).max(100), days: z.int().min(1).max(400) }),
  output: z.object({
    lines: z.array(z.object({ id: z.string(), at: z.string(), who: z.string(), text: z.string() })),
  }),
  summary: ({ lines }) => `${lines.length} lines`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ phones, days }, ctx) {
    if (phones.length === 0) return { lines: [] };
    const stretch = { peers: phones, since: ctx.now - days * dayMs, before: undefined, limit: most };
    const found = await wholeTimeline({ ...stretch, longestDialogue }, ctx);
    return { lines: found.reverse().flatMap(({ view }) => linesOf(view)) };
  },
});

function linesOf(item: WholeItem): { id: string; at: string; who: string; text: string }[] {
  const { id, at } = item;
  if (item.kind === "ticket")
    return [{ id, at, who: `ticket ${item.ticketId}`, text: item.untrustedDescription }];
  const who = item.direction === "inbound" ? "customer" : "business";
  if (item.kind === "message")
    return [{ id, at, who, text: item.untrustedContent ?? item.content ?? "[a picture]" }];
  const said = "dialogue" in item ? (item.dialogue ?? []) : [];
  return [
    { id, at, who, text: `[a call, ${item.status}]` },
    ...said.map((line) => ({
      ...{ id, at, who: `${line.speaker}, on the call` },
      text: ("untrustedContent" in line ? line.untrustedContent : line.content) ?? "",
    })),
  ];
}
