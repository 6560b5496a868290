import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { chatsAbout, giveChats } from "./following-store.ts";

/** Joins the unit in which a contact goes: conversations about it go to the one that stays. */
export const chatFollowContact = defineWrite({
  name: "chat.follow_contact",
  title: "A contact goes from conversations with models",
  description: "Joins the unit of whatever takes a contact away.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ from: z.string(), into: z.string().nullable() }),
  output: z.object({ chats: z.record(z.string(), z.array(z.string())) }),
  summary: () => "followed",
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ from, into }, { db }) {
    const chats = await chatsAbout(db, from);
    return { facts: {}, data: into === null ? [] : giveChats(from, into), result: { chats } };
  },
  apply: (statements) => statements,
});
