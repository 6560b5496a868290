import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { everythingWith } from "./said-store.ts";

const rows = z.array(z.record(z.string(), z.unknown()));

/** All that was exchanged with some numbers, and what they have said about being texted, for whoever exports it. */
export const saidAbout = defineRead({
  name: "said.about",
  title: "Everything exchanged with some numbers",
  description: "For other operations: conversations, texts, pictures, calls with their words, and consents.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ phones: z.array(z.string()).max(100) }),
  output: z.object({
    conversations: rows,
    messages: rows,
    pictures: rows,
    calls: rows,
    consents: rows,
    optOuts: rows,
  }),
  summary: ({ messages, calls }) => `${messages.length} texts and ${calls.length} calls.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ phones }, ctx) {
    const { threads, texts, pictures, spoken, words, kept, said, wishes } = await everythingWith(
      ctx.db,
      phones,
    );
    const zone = ctx.settings.get("business.zone");
    const time = (at: number | null) => (at === null ? null : isoIn(zone, at));
    return {
      conversations: threads.map(({ peer, assignee, note, doneAt, snoozedUntil, createdAt }) => ({
        ...{ phoneNumber: peer, assignee, note, doneAt: time(doneAt), snoozedUntil: time(snoozedUntil) },
        createdAt: time(createdAt),
      })),
      messages: texts.map(({ line, message }) => ({
        ...{ id: message.id, line, phoneNumber: message.peer, direction: message.direction },
        ...{ at: time(message.at), content: message.content, status: message.status },
        ...{ purpose: message.purpose, media: message.media === null ? null : JSON.parse(message.media) },
      })),
      pictures,
      calls: spoken.map(({ line, call }) => ({
        ...{ id: call.id, line, phoneNumber: call.peer, direction: call.direction, at: time(call.at) },
        ...{ status: call.status, duration: call.duration, said: words.get(call.id) ?? null },
        recordings: kept.flatMap(({ callId, recording: { id, kind, duration } }) =>
          callId === call.id ? [{ id, kind, duration }] : [],
        ),
      })),
      consents: said.map(({ createdAt, at, ...rest }) => ({
        ...rest,
        at: time(at),
        createdAt: time(createdAt),
      })),
      optOuts: wishes.map(({ phone, state, source, at }) => ({ phone, state, source, at: time(at) })),
    };
  },
});
