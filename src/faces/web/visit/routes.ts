import { Hono } from "hono";
import { createElement } from "hono/jsx";
import { formOf, requireOwnForm } from "#faces/web/shell/forms.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { MessagePage } from "#faces/web/shell/message.tsx";
import { type DoorContext, type DoorEnv, problemOf } from "#faces/web/shell/visit.ts";
import type { Gate } from "#gate/gate.ts";
import type { Operation, Principal } from "#operation/operation.ts";
import { createRateLimit, takeOrRefuse } from "#platform/limits.ts";
import { DeskError } from "#src/errors.ts";
import { systemPrincipal } from "#webhooks/system.ts";
import { Visit, type VisitPage } from "./visit.tsx";

export interface VisitParts {
  gate: Gate;
  operation(name: string): Operation;
  baseUrl: string;
  business(): string;
}

/** Who has the link to an appointment acts for its customer, and for nobody else. */
const customer: Principal = { ...systemPrincipal, user: "customer", client: "visit", face: "web" };

const done = {
  confirm: "Thank you, it is confirmed.",
  move: "It is moved. The new time is below.",
  cancel: "It is cancelled.",
} as const;

type Act = keyof typeof done;

/** How often one address may ask for such pages in a minute: whoever tries links out gets nowhere. */
const mostVisits = 60;

/** `/visit/<token>`: a customer's own appointment; `/calendar/<token>.ics`: a calendar for other programs. */
export function visitRoutes(parts: VisitParts): Hono<DoorEnv> {
  const { gate, operation, business } = parts;
  const visits = createRateLimit(mostVisits, 60);
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
    return await page(
      createElement(Visit, { business: business(), token, ...visit, ...told }),
      told.problem ? 400 : 200,
      {
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex",
      },
    );
  }

  async function act(c: DoorContext): Promise<Response> {
    requireOwnForm(c.req.raw.headers, new URL(parts.baseUrl).origin);
    const form = formOf(c.req.raw);
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

  async function run<Output>(c: DoorContext, name: string, input: unknown): Promise<Output> {
    const { requestId } = c.var;
    const outcome = await gate.execute(operation(name), input, customer, { requestId, wait: 0 });
    if (outcome.kind === "refused") throw outcome.error;
    if (outcome.kind === "done") return outcome.output as Output;
    throw new TypeError(`${name} waits for a person`);
  }

  /** What is not there is said without saying whether it ever was. */
  async function answered(c: DoorContext, answer: () => Promise<Response>): Promise<Response> {
    takeOrRefuse(visits, c.var.address, "Too many pages were asked for from there.");
    try {
      return await answer();
    } catch (failure) {
      const isUnknown =
        failure instanceof DeskError && (failure.code === "NOT_FOUND" || failure.code === "VALIDATION_ERROR");
      if (!isUnknown) throw failure;
      const message = {
        title: "There is nothing here",
        text: "The link is not whole, or what it led to is gone.",
        next: `Open it again from the text you were sent, or call ${business()}.`,
      };
      return await page(createElement(MessagePage, { business: business(), message }), 404);
    }
  }
}

function tokenOf(c: DoorContext): string {
  return (c.req.param("token") ?? "").slice(0, 60);
}
