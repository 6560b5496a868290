import * as z from "zod";
import { environmentSecrets, keptSecretNames, keptSecretVariables } from "#operation/kept-secrets.ts";
import { defineRead } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { secretName } from "./keeping.ts";
import { allSecrets } from "./secret-store.ts";

/** Which secrets of services there are, and where they come from; never the secrets. */
export const secretList = defineRead({
  name: "secret.list",
  title: "See which secrets are set",
  description: "Which keys and signing secrets of services are set, and where.",
  scopes: [],
  exposure: "owner",
  input: z.strictObject({}),
  output: z.object({
    secrets: z.array(
      z.object({
        name: secretName,
        variable: z.string(),
        from: z.enum(["environment", "page", "nowhere"]),
        lastFour: z.string().nullable(),
        hasPrevious: z.boolean(),
        setAt: z.string().nullable(),
      }),
    ),
  }),
  summary: ({ secrets }) => `${secrets.filter(({ from }) => from !== "nowhere").length} are set.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_input, ctx) {
    const rows = new Map((await allSecrets(ctx.db)).map((row) => [row.name, row]));
    const fromOutside = ctx.service(environmentSecrets);
    const zone = ctx.settings.get("business.zone");
    return {
      secrets: keptSecretNames.map((name) => {
        const row = fromOutside.has(name) ? undefined : rows.get(name);
        return {
          name,
          variable: keptSecretVariables[name],
          from: fromOutside.has(name)
            ? ("environment" as const)
            : row
              ? ("page" as const)
              : ("nowhere" as const),
          lastFour: row?.lastFour ?? null,
          hasPrevious: row?.hasPrevious ?? false,
          setAt: row ? isoIn(zone, row.setAt) : null,
        };
      }),
    };
  },
});
