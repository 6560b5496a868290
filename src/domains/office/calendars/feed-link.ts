import { deskSeal, publicAddress } from "#operation/desk-services.ts";
import type { OperationContext } from "#operation/operation.ts";

/** No team member is called so: their links begin with a dash. */
const everybody = "all";

/** The link to somebody's calendar, or, where it is nobody's by name, to everybody's. New ones where the owner wants new links. */
export function feedLink(technician: string, ctx: Pick<OperationContext, "service" | "settings">): string {
  const whose = technician === "" ? everybody : `-${technician}`;
  return `${ctx.service(publicAddress)}/calendar/${whose}.${signatureOf(whose, ctx)}.ics`;
}

/** Whose calendar a link is to: empty for everybody's; undefined where we have not made it. */
export function feedIn(
  token: string,
  ctx: Pick<OperationContext, "service" | "settings">,
): string | undefined {
  const [whose = "", signature = "", ...rest] = token.split(".");
  const isOurs =
    rest.length === 0 && ctx.service(deskSeal).isSigned("calendar", signed(whose, ctx), signature);
  return isOurs ? (whose === everybody ? "" : whose.slice(1)) : undefined;
}

function signatureOf(whose: string, ctx: Pick<OperationContext, "service" | "settings">): string {
  return ctx.service(deskSeal).sign("calendar", signed(whose, ctx));
}

function signed(whose: string, { settings }: Pick<OperationContext, "settings">): string {
  return `${whose} ${settings.get("office.calendar_links")}`;
}
