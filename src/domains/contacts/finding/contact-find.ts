import * as z from "zod";
import { customerView, viewCustomers, wordsIn } from "#domains/contacts/details/customer-view.ts";
import { contactNotesOf } from "#domains/contacts/details/details-store.ts";
import { defineRead, type OperationContext } from "#operation/operation.ts";
import { cutText } from "#platform/cut-text.ts";
import { counted } from "#platform/words.ts";
import { isoIn } from "#platform/zone.ts";
import { lookFor } from "./looking.ts";

const noteView = z.object({ at: z.string(), note: z.string() });
const visitView = z.looseObject({ ticket_id: z.string(), when: z.string(), status: z.string() });

const history = z.object({
  texts: z.int(),
  calls: z.int(),
  appointments: z.int(),
  last: visitView.nullable(),
  next: visitView.nullable(),
  billed: z.string().nullable().describe("What the visits that were done came to."),
  notes: z.array(noteView),
});

type History = z.infer<typeof history>;

/** Contacts by whatever somebody remembers of them: a name, part of a number, a street, a note, a tag, a job. */
export const contactFind = defineRead({
  name: "contact.find",
  title: "Find a customer",
  description:
    "Finds customers by anything half remembered: name (also misspelt), any part of a number, address, notes, tags, or what was done for them, such as 'elderly woman in Madison'. Best match first. Ask which one is meant where several fit.",
  scopes: ["office:read"],
  uses: ["ticket.search", "conversation.recent", "appointment.history"],
  input: z.strictObject({
    query: z.string().trim().min(1).max(200).describe("Name, phone, address, 'elderly woman in Madison'."),
    include_history: z.boolean().default(false),
    limit: z.int().min(1).max(20).default(5),
  }),
  output: z.object({
    customers: z.array(customerView.omit({ version: true }).extend({ history: history.optional() })),
  }),
  example: { query: "elderly woman in Madison", include_history: true },
  summary: ({ customers }) =>
    customers.length === 0
      ? "Nobody fits that."
      : `${counted(customers.length, "customer")}: ${customers.map(({ id, name }) => `${name ?? "no name"} (${id})`).join(", ")}.`,
  untrustedPeers: ({ customers }) => wordsIn(customers.map((each) => ({ ...each, version: 0 }))),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ query, include_history, limit }, ctx) {
    const rows = await lookFor(query, limit, ctx);
    const customers = await viewCustomers(rows, ctx);
    return {
      customers: await Promise.all(
        customers.map(async ({ version: _version, ...customer }) => ({
          ...customer,
          ...(include_history ? { history: await historyOf(customer, ctx) } : {}),
        })),
      ),
    };
  },
});

async function historyOf(
  { id, phones }: { id: string; phones: string[] },
  ctx: OperationContext,
): Promise<History> {
  const zone = ctx.settings.get("business.zone");
  const [{ messages, calls }, visits, notes] = await Promise.all([
    ctx.use<{ messages: number; calls: number }>("conversation.recent", { phones }),
    ctx.use<Pick<History, "appointments" | "last" | "next" | "billed">>("appointment.history", {
      contactId: id,
    }),
    contactNotesOf(ctx.db, id, 5),
  ]);
  return {
    ...{ texts: messages, calls, ...visits },
    notes: notes.map(({ createdAt, content }) => ({
      at: isoIn(zone, createdAt),
      note: cutText(content, 400),
    })),
  };
}
