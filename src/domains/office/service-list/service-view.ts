import * as z from "zod";
import type { OperationContext } from "#operation/operation.ts";
import { writtenMoney } from "#platform/money.ts";
import { DeskError } from "#src/errors.ts";
import { type ServiceRow, serviceById, servicesThat } from "./service-store.ts";

/** A service as tools and pages show it. */
export const serviceView = z.object({
  id: z.string().describe("svc_…"),
  name: z.string(),
  description: z.string().nullable(),
  price_minor: z.int().nullable().describe("In the currency's smallest unit; null where it depends."),
  currency: z.string(),
  price: z.string().nullable().describe("As people write it."),
  minutes: z.int(),
  minutes_before: z.int(),
  minutes_after: z.int(),
  archived: z.boolean(),
});

export function viewService(row: ServiceRow): z.infer<typeof serviceView> {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    price_minor: row.price,
    currency: row.currency,
    price: row.price === null ? null : writtenMoney(row.price, row.currency),
    minutes: row.minutes,
    minutes_before: row.minutesBefore,
    minutes_after: row.minutesAfter,
    archived: row.archivedAt !== null,
  };
}

const duration = z.int().min(5).max(1440);
const buffer = z.int().min(0).max(480);

/** What is said of a service. */
export const serviceFields = {
  name: z.string().trim().min(1).max(120),
  description: z.string().trim().max(1000).optional(),
  price_minor: z
    .int()
    .min(0)
    .max(100_000_000)
    .nullable()
    .optional()
    .describe("In the currency's smallest unit: 12000 is $120.00. Null or left out where it depends."),
  minutes: duration.describe("How long it takes."),
  minutes_before: buffer.optional().describe("Preparing, and the way there."),
  minutes_after: buffer.optional().describe("The way back."),
};

export async function requireService(id: string, ctx: OperationContext): Promise<ServiceRow> {
  const row = await serviceById(ctx.db, id);
  if (row) return row;
  const [named] = await servicesNamed([id], ctx);
  if (named) return named;
  throw new DeskError("NOT_FOUND", "There is no such service.", {
    next: "crm_query type services lists them.",
  });
}

const most = 200;

/**
 * The services that are meant, by name or id, in their order. A name's beginning or one of its words is enough where
 * it is one service's. @throws DeskError VALIDATION_ERROR, with those there are
 */
export async function servicesNamed(names: readonly string[], ctx: OperationContext): Promise<ServiceRow[]> {
  if (names.length === 0) return [];
  const offered = await servicesThat(ctx.db, { isArchived: false, limit: most });
  return names.map((name) => {
    const small = name.trim().toLowerCase();
    const exact = offered.filter((row) => row.id === name || row.name.toLowerCase() === small);
    const like = offered.filter((row) => row.name.toLowerCase().includes(small) || hasWords(row.name, small));
    const found = exact.length > 0 ? exact : like;
    if (found.length === 1 && found[0]) return found[0];
    const choice = (found.length > 1 ? found : offered).slice(0, 20).map((row) => row.name);
    throw new DeskError(
      "VALIDATION_ERROR",
      found.length > 1
        ? "Several services fit one of these names."
        : "There is no service by one of these names.",
      {
        fields: {
          services: [choice.length === 0 ? "No service is set up yet." : `One of: ${choice.join(", ")}.`],
        },
        next: "Name it as it is here, or leave services out and say duration_estimate_minutes.",
      },
    );
  });
}

/** Whether every word of what was said is one of a name's, also in the plural. */
function hasWords(name: string, said: string): boolean {
  const stems = (text: string) =>
    text
      .toLowerCase()
      .split(/\s+/)
      .map((word) => word.replace(/s$/, ""));
  const own = new Set(stems(name));
  return stems(said).every((word) => own.has(word));
}

/** @throws DeskError CONFLICT for a name that another service has: by that name neither could be booked */
export async function requireNewName(
  name: string,
  id: string | undefined,
  ctx: OperationContext,
): Promise<void> {
  const taken = (await servicesThat(ctx.db, { isArchived: false, limit: 500 })).find(
    (each) => each.id !== id && each.name.toLowerCase() === name.toLowerCase(),
  );
  if (!taken) return;
  throw new DeskError("CONFLICT", "There is a service of that name.", {
    refs: { service_id: taken.id },
    next: "Update that one, or give this one another name.",
  });
}
