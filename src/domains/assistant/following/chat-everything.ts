import * as z from "zod";
import { messagesOf, sessionsOfContact } from "#domains/assistant/sessions/session-store.ts";
import { defineRead } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";

/** All that models were asked about somebody, for them to have. */
export const chatEverything = defineRead({
  name: "chat.everything",
  title: "Conversations with models about somebody",
  description: "For other operations: sessions that are linked to a contact, with what was said.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ contactId: z.string() }),
  output: z.object({ chats: z.array(z.looseObject({})) }),
  summary: ({ chats }) => `${chats.length} sessions`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ contactId }, { db, settings }) {
    const zone = settings.get("business.zone");
    const rows = await sessionsOfContact(db, contactId);
    return {
      chats: await Promise.all(
        rows.map(async ({ id, name, createdAt }) => ({
          ...{ id, name, at: isoIn(zone, createdAt) },
          turns: (await messagesOf(db, id)).map(({ role, content }) => ({ role, content })),
        })),
      ),
    };
  },
});
