import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { passkeysOf } from "./person-store.ts";

/** The passkeys somebody signs in with. */
export const passkeyList = defineRead({
  name: "passkey.list",
  title: "List passkeys",
  description: "The passkeys somebody signs in with.",
  scopes: [],
  exposure: "person",
  input: z.strictObject({}),
  output: z.object({
    passkeys: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        createdAt: z.string(),
        lastUsedAt: z.string().nullable(),
      }),
    ),
  }),
  summary: ({ passkeys }) => `${passkeys.length} passkeys.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_input, ctx) {
    const iso = (at: number) => isoIn(ctx.settings.get("business.zone"), at);
    const rows = await passkeysOf(ctx.db, ctx.principal.user);
    return {
      passkeys: rows.map(({ id, name, createdAt, lastUsedAt }) => ({
        id,
        name,
        createdAt: iso(createdAt),
        lastUsedAt: lastUsedAt === null ? null : iso(lastUsedAt),
      })),
    };
  },
});
