import { type PermissionRule, unrestricted } from "#operation/permission.ts";
import { counted } from "#platform/words.ts";

/** What cancelling visits of a series asks for: fact `cancelled`, those that nothing takes the place of. */
export const endingPermission: PermissionRule<unknown> = {
  rule: "Cancelling visits of a series asks for a reason, and for a person where more than 5 are cancelled.",
  levels: ["unrestricted", "soft_limit", "requires_authorization"],
  levelOf({ facts, settings }) {
    const visits = Number(facts["cancelled"]);
    if (visits === 0) return unrestricted;
    const reason = `${counted(visits, "visit")} of a series ${visits === 1 ? "is" : "are"} cancelled.`;
    const isBulk = visits > settings.get("limits.bulk_without_asking");
    return { level: isBulk ? "requires_authorization" : "soft_limit", reason };
  },
};
