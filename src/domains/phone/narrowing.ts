import * as z from "zod";
import { lineFor } from "#domains/phone/lines/lines.ts";
import type { OperationContext } from "#operation/operation.ts";
import { requirePhoneNumber } from "#platform/phone-number.ts";
import { requireBound } from "#platform/read-time.ts";
import { isoIn } from "#platform/zone.ts";
import { hasHistoryBefore } from "./history-store.ts";

const dayMs = 86_400_000;
const moment = z.string().max(40).optional();

/** How lists and searches of texts and calls are narrowed. */
export const narrowingInput = {
  phoneNumber: z.string().min(1).max(40).optional().describe("The other side, any readable form."),
  direction: z.enum(["inbound", "outbound"]).optional(),
  line: z.string().max(60).optional().describe("One of the desk's numbers or line ids."),
  since: moment.describe("From then on; ISO 8601."),
  until: moment.describe("Only before then."),
  archived: z.boolean().optional().describe("Read the archive too."),
};

/** The same in the office's form. */
export const queryNarrowing = {
  phone: z.string().min(1).max(40).optional().describe("The other side, any readable form."),
  direction: narrowingInput.direction,
  since: narrowingInput.since,
  until: narrowingInput.until,
};

/** Said where a list or search ends before all that there is. */
export const archivedBefore = z
  .string()
  .optional()
  .describe("What is older is in the archive: ask again with archived true only where it is needed.");

type Given = { [Key in keyof typeof narrowingInput]?: z.infer<(typeof narrowingInput)[Key]> | undefined };

export interface Narrowing {
  peers: string[] | undefined;
  direction: "inbound" | "outbound" | undefined;
  lineId: string | undefined;
  /** Milliseconds, UTC. */
  since: number | undefined;
  until: number | undefined;
  /** Where the archive begins that is left out; undefined where there is none, or it is read too. */
  archive: number | undefined;
}

const contactSchema = z.object({ contact: z.object({ phones: z.array(z.string()) }).nullable() });

/** @throws DeskError VALIDATION_ERROR for an unreadable number, line or time */
export async function narrowed(
  { phoneNumber, direction, line, since, until, archived }: Given,
  ctx: OperationContext,
): Promise<Narrowing> {
  const region = ctx.settings.get("business.region");
  const zone = ctx.settings.get("business.zone");
  const days = ctx.settings.get("archive.after_days");
  const archive = archived || days === 0 ? undefined : ctx.now - days * dayMs;
  const from = since === undefined ? undefined : requireBound(since, zone, "since");
  return {
    archive,
    peers: phoneNumber === undefined ? undefined : [requirePhoneNumber(phoneNumber, region, "phoneNumber")],
    direction,
    lineId: line === undefined ? undefined : (await lineFor(ctx, line, "line")).id,
    since: archive === undefined ? from : Math.max(from ?? archive, archive),
    until: until === undefined ? undefined : requireBound(until, zone, "until"),
  };
}

/** What is said with a page after which nothing comes: where the archive begins, if there is anything in it. */
export async function archiveNote(
  { archive }: Narrowing,
  ctx: OperationContext,
): Promise<{ archivedBefore?: string }> {
  if (archive === undefined || !(await hasHistoryBefore(ctx.db, archive, ctx.now))) return {};
  return { archivedBefore: isoIn(ctx.settings.get("business.zone"), archive) };
}

/** The same with all the numbers of whoever has the number. The operation uses `contact.look_up`. */
export async function narrowedToContact(given: Given, ctx: OperationContext): Promise<Narrowing> {
  const found = await narrowed(given, ctx);
  const [phone] = found.peers ?? [];
  if (phone === undefined) return found;
  const { contact } = contactSchema.parse(await ctx.use("contact.look_up", { phone }));
  return { ...found, peers: contact?.phones ?? [phone] };
}
