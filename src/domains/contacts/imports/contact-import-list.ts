import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { newestImports } from "./import-store.ts";

const most = 20;

/** Lists that were brought in, the newest first. */
export const contactImportList = defineRead({
  name: "contact.import_list",
  title: "Lists that were brought in",
  description: "Lists of contacts that were brought in, and whether they were taken back.",
  scopes: ["office:read"],
  exposure: "person",
  input: z.strictObject({}),
  output: z.object({
    imports: z.array(
      z.object({ id: z.string(), name: z.string(), contacts: z.int(), at: z.string(), undone: z.boolean() }),
    ),
  }),
  summary: ({ imports }) => `${imports.length} lists`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_given, ctx) {
    const zone = ctx.settings.get("business.zone");
    return {
      imports: (await newestImports(ctx.db, most)).map(({ id, name, contacts, createdAt, undoneAt }) => ({
        ...{ id, name, contacts, at: isoIn(zone, createdAt), undone: undoneAt !== null },
      })),
    };
  },
});
