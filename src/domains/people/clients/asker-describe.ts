import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { askerFacts } from "./asker-store.ts";

const places: Record<string, string> = {
  cli: "the command line",
  stdio: "an app on this computer",
  "ingest:token": "a handoff",
  "ingest:signature": "a handoff",
};
/** Who acts without being a person of the desk. */
const others: Record<string, string> = { owner: "the owner", ingest: "a voice agent" };

/** Who asked for something, in names: the person, and what their app calls itself, which is text of a stranger. */
export const askerDescribe = defineRead({
  name: "asker.describe",
  title: "Name an asker",
  description: "For other operations: the names of a person and of the app that acts for them.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ user: z.string(), client: z.string() }),
  output: z.object({ person: z.string(), client: z.string() }),
  summary: ({ person, client }) => `${client} for ${person}`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ user, client }, ctx) {
    const { person, clientName } = await askerFacts(ctx.db, { user, client });
    const standing = client.startsWith("ses_") ? "a browser" : (places[client] ?? client);
    return {
      person: person?.name ?? others[user] ?? user,
      client: clientName ?? standing,
    };
  },
});
