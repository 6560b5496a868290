import * as z from "zod";
import { type Capabilities, deskCapabilities, officeDomains } from "#operation/capabilities.ts";
import type { JsonSchema } from "#operation/json-schema.ts";
import { defineRead } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";

type Action = Capabilities["domains"][number]["actions"][number];

/** What can be queried and done in the office: made from the catalog at the moment it is asked. @throws VALIDATION_ERROR */
export const crmCapabilities = defineRead({
  name: "crm.capabilities",
  title: "What the office can do",
  description:
    "What crm_query, crm_update and crm_action can do here: data types with filters and includes, each domain's actions with their permission. Call it first; with `domain` it has each action's parameter schema.",
  scopes: ["office:read"],
  input: z.strictObject({
    domain: z.string().trim().max(40).optional().describe("Optional: one domain, such as ticket or contact."),
  }),
  output: z.object({
    version: z.string(),
    domains: z.array(
      z.object({
        domain: z.string(),
        description: z.string(),
        actions: z.array(
          z.object({
            name: z.string(),
            permission: z.string(),
            rule: z.string(),
            parameters: z.looseObject({}),
          }),
        ),
      }),
    ),
    data_types: z.array(
      z.object({ type: z.string(), filters: z.array(z.string()), includes: z.array(z.string()) }),
    ),
  }),
  example: { domain: "ticket" },
  summary: ({ domains }) =>
    domains
      .map(({ domain, actions }) => `${domain}: ${actions.map(({ name }) => name).join(", ")}`)
      .join("; "),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ domain }, ctx) {
    const all = ctx.service(deskCapabilities)();
    const office = all.domains.filter((each) => (officeDomains as readonly string[]).includes(each.domain));
    const wanted = domain?.toLowerCase().replace(/s$/, "");
    const shown = office.filter((each) => wanted === undefined || each.domain.replace(/s$/, "") === wanted);
    if (shown.length === 0)
      throw new DeskError("VALIDATION_ERROR", "There is no such domain.", {
        fields: { domain: [`One of: ${office.map((each) => each.domain).join(", ")}.`] },
      });
    return {
      version: all.version,
      domains: shown.map(({ actions, ...rest }) => ({
        ...rest,
        actions: actions
          .filter(({ name }) => name !== "query")
          .map((action) => (wanted === undefined ? inShort(action) : inFull(action))),
      })),
      data_types: all.data_types,
    };
  },
});

function inFull({ name, permission, rule, parameters }: Action) {
  return { name, permission, rule, parameters };
}

/** Names alone: the schemas of everything are more than an answer may hold. */
function inShort({ name, permission, rule, parameters }: Action) {
  const { properties = {}, required = [] } = parameters as { properties?: JsonSchema; required?: string[] };
  const optional = Object.keys(properties).filter((each) => !required.includes(each) && !isControl(each));
  return { name, permission, rule, parameters: { required, optional } };
}

function isControl(name: string): boolean {
  return name === "idempotency_key" || name === "reasoning";
}
