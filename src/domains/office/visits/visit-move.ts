import * as z from "zod";
import { movingUses, planMove } from "#domains/office/appointments/moving.ts";
import { openOn } from "#operation/opening-hours.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { localMoment, readTime } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { requireChangeable, visitOf, visitToken } from "./visit.ts";

/** Only what the page may have offered: a whole slot after opening. Closed times are refused with the free ones. */
function isOnGrid(startsAt: number, zone: string, { settings }: OperationContext): boolean {
  const { date, minute } = localMoment(zone, startsAt);
  const span = openOn(settings, date);
  if (startsAt % 60_000 !== 0) return false;
  return !span || (minute - span.open) % settings.get("office.slot_minutes") === 0;
}

/** A customer takes another free time, within the owner's rules. @throws NOT_FOUND, CONFLICT, VALIDATION_ERROR */
export const visitMove = defineWrite({
  name: "visit.move",
  title: "A customer moves their appointment",
  description: "Run for whoever has the link to an appointment.",
  scopes: [],
  exposure: "system",
  uses: movingUses,
  input: z.strictObject({ token: visitToken, at: z.string().max(40) }),
  output: z.object({ moved: z.boolean() }),
  summary: ({ moved }) => String(moved),
  hints: { destructive: false, idempotent: true, openWorld: true },
  async plan({ token, at }, ctx) {
    const row = await visitOf(token, ctx);
    requireChangeable(row, ctx);
    const startsAt = readTime(at, row.zone);
    if (startsAt === undefined || !isOnGrid(startsAt, row.zone, ctx))
      throw new DeskError("VALIDATION_ERROR", "That is no time.", {
        fields: { at: ["Choose one of the times."] },
      });
    const wanted = {
      ...{ date: localMoment(row.zone, startsAt).date, exact: { at: startsAt } },
      ...{ from: 0, until: 1440, isWindow: false },
    };
    const given = { wanted, names: { date: "at", time: "at" }, tells: row.tells, reason: "by the customer" };
    const { result, ...plan } = await planMove(row, given, ctx);
    return { ...plan, result: { moved: result.from !== null } };
  },
  apply: (statements) => statements,
});
