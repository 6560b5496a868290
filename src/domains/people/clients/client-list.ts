import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { enteredClients } from "./client-store.ts";

/** Clients that were entered by hand. Those that register by themselves show as apps once somebody lets them in. */
export const clientList = defineRead({
  name: "client.list",
  title: "List clients",
  description: "OAuth clients that were entered by hand.",
  scopes: [],
  exposure: "owner",
  input: z.strictObject({}),
  output: z.object({
    clients: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        redirectUris: z.array(z.string()),
        scopes: z.array(z.string()),
        createdAt: z.string(),
      }),
    ),
  }),
  summary: ({ clients }) => `${clients.length} clients.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_input, ctx) {
    const rows = await enteredClients(ctx.db);
    return {
      clients: rows.map(({ id, name, redirectUris, scopes, createdAt }) => ({
        id,
        name,
        redirectUris: JSON.parse(redirectUris) as string[],
        scopes: scopes === "" ? [] : scopes.split(","),
        createdAt: isoIn(ctx.settings.get("business.zone"), createdAt),
      })),
    };
  },
});
