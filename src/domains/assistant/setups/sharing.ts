import type { OperationContext } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { everybody } from "./setup-store.ts";

/** Whose it becomes: one's own, or everybody's, which is the owner's to say. @throws DeskError FORBIDDEN */
export function ownerOf(isShared: boolean, { principal }: Pick<OperationContext, "principal">): string {
  if (!isShared) return principal.user;
  if (principal.authority === "owner" || principal.authority === "system") return everybody;
  throw new DeskError("FORBIDDEN", "What everybody uses is the owner’s to change.", {
    next: "Leave shared out: it is yours then. Or let the owner do it on Settings, Models.",
  });
}
