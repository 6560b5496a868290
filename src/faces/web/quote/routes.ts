import { Hono } from "hono";
import { createElement } from "hono/jsx";
import { type CustomerDoor, ownHeaders, tokenOf } from "#faces/web/shell/customer-door.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorContext, type DoorEnv, problemOf } from "#faces/web/shell/visit.ts";
import { Quote, type QuotePage } from "./quote.tsx";

/** `/quote/<token>`: a customer's own quote. */
export function quoteRoutes({ door, business }: { door: CustomerDoor; business(): string }): Hono<DoorEnv> {
  const { run, answered } = door;
  const routes = new Hono<DoorEnv>({ strict: false });
  routes.get("/quote/:token", (c) => answered(c, () => show(c, {})));
  routes.post("/quote/:token", (c) => answered(c, () => act(c)));
  return routes;

  async function show(c: DoorContext, told: { problem?: string; name?: string }): Promise<Response> {
    const shown = await run<Omit<QuotePage, "business">>(c, "quote.show", { token: tokenOf(c) });
    const content = createElement(Quote, { business: business(), ...shown, ...told });
    return await page(content, told.problem ? 400 : 200, ownHeaders);
  }

  async function act(c: DoorContext): Promise<Response> {
    const form = door.formOf(c);
    const name = (form.get("name") ?? "").slice(0, 120);
    const token = tokenOf(c);
    try {
      await run(c, "quote.answer", { token, accepts: form.get("action") === "accept", name });
    } catch (failure) {
      return await show(c, { problem: problemOf(failure), name });
    }
    return new Response(null, { status: 303, headers: { location: `/quote/${token}` } });
  }
}
