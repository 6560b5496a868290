import { Hono } from "hono";
import { createElement } from "hono/jsx";
import { type CustomerDoor, ownHeaders, tokenOf } from "#faces/web/shell/customer-door.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorContext, type DoorEnv, problemOf } from "#faces/web/shell/visit.ts";
import { DeskError } from "#src/errors.ts";
import { Visit, type VisitPage } from "./visit.tsx";

const done = {
  confirm: "Thank you, it is confirmed.",
  move: "It is moved. The new time is below.",
  cancel: "It is cancelled.",
} as const;

type Act = keyof typeof done;

/** `/visit/<token>`: a customer's own appointment; `/calendar/<token>.ics`: a calendar for other programs. */
export function visitRoutes({ door, business }: { door: CustomerDoor; business(): string }): Hono<DoorEnv> {
  const { run, answered } = door;
  const routes = new Hono<DoorEnv>({ strict: false });
  routes.get("/visit/:token", (c) => answered(c, () => show(c)));
  routes.post("/visit/:token", (c) => answered(c, () => act(c)));
  routes.get("/visit/:token/appointment.ics", (c) =>
    answered(c, () => calendar(c, "visit.calendar", c.req.param("token"))),
  );
  routes.get("/calendar/:token", (c) =>
    answered(c, () => calendar(c, "calendar.feed", c.req.param("token").replace(/\.ics$/, ""))),
  );
  return routes;

  async function show(c: DoorContext, told: { problem?: string; done?: string } = {}): Promise<Response> {
    const token = tokenOf(c);
    const visit = await run<Omit<VisitPage, "business" | "token">>(c, "visit.show", { token });
    const content = createElement(Visit, { business: business(), token, ...visit, ...told });
    return await page(content, told.problem ? 400 : 200, ownHeaders);
  }

  async function act(c: DoorContext): Promise<Response> {
    const form = door.formOf(c);
    const asked = form.get("action") ?? "";
    if (!Object.hasOwn(done, asked)) throw new DeskError("VALIDATION_ERROR", "The form says nothing to do.");
    const token = tokenOf(c);
    try {
      await run(c, `visit.${asked}`, asked === "move" ? { token, at: form.get("at") ?? "" } : { token });
    } catch (failure) {
      return await show(c, { problem: problemOf(failure) });
    }
    return await show(c, { done: done[asked as Act] });
  }

  async function calendar(c: DoorContext, name: string, token: string): Promise<Response> {
    const { ics } = await run<{ ics: string }>(c, name, { token });
    return new Response(ics, {
      headers: {
        "content-type": "text/calendar; charset=utf-8",
        "content-disposition": 'inline; filename="calendar.ics"',
        "cache-control": "private, max-age=300",
        "x-robots-tag": "noindex",
      },
    });
  }
}
