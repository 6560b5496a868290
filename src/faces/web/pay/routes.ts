import { Buffer } from "node:buffer";
import { Hono } from "hono";
import { createElement } from "hono/jsx";
import { leadingTo } from "#faces/web/shell/content-policy.ts";
import { type CustomerDoor, ownHeaders, tokenOf } from "#faces/web/shell/customer-door.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorContext, type DoorEnv, problemOf } from "#faces/web/shell/visit.ts";
import { Pay, type PayPage } from "./pay.tsx";

export interface PayParts {
  door: CustomerDoor;
  business(): string;
  /** The policy that every page has which leads nowhere else. */
  contentPolicy: string;
}

/** `/pay/<token>`: a customer's own invoice, and the way to where it is paid. */
export function payRoutes({ door, business, contentPolicy }: PayParts): Hono<DoorEnv> {
  const { run, answered } = door;
  const routes = new Hono<DoorEnv>({ strict: false });
  routes.get("/pay/:token", (c) => answered(c, () => show(c, cameBack(c))));
  routes.post("/pay/:token", (c) => answered(c, () => goToPay(c)));
  routes.get("/pay/:token/invoice.pdf", (c) => answered(c, () => paper(c)));
  routes.get("/pay/:token/receipt.pdf", (c) => answered(c, () => paper(c, c.req.query("of")?.slice(0, 60))));
  return routes;

  async function show(c: DoorContext, told: { problem?: string; done?: string }): Promise<Response> {
    const token = tokenOf(c);
    const shown = await run<Omit<PayPage, "business" | "token">>(c, "pay.show", { token });
    const isDone = shown.status === "paid" || shown.processing !== null;
    const content = createElement(Pay, {
      ...{ business: business(), token, ...shown, ...told },
      // Whoever comes back may be quicker than the provider's word.
      ...(told.done && isDone ? { done: undefined } : {}),
    });
    return await page(content, told.problem ? 400 : 200, {
      ...ownHeaders,
      // The button leads on to the provider's page.
      "content-security-policy": leadingTo(contentPolicy, []),
    });
  }

  async function goToPay(c: DoorContext): Promise<Response> {
    const what = door.formOf(c).get("what") === "everything" ? "everything" : "next";
    try {
      const { url } = await run<{ url: string | null }>(c, "checkout.begin", { token: tokenOf(c), what });
      if (url !== null) return new Response(null, { status: 303, headers: { location: url } });
    } catch (failure) {
      return await show(c, { problem: problemOf(failure) });
    }
    const problem = "The payment page could not be opened just now. Nothing was paid; try again in a minute.";
    return await show(c, { problem });
  }

  async function paper(c: DoorContext, receipt?: string): Promise<Response> {
    const input = { token: tokenOf(c), ...(receipt === undefined ? {} : { receipt }) };
    return pdfResponse(await run<{ filename: string; base64: string }>(c, "pay.paper", input));
  }
}

function cameBack(c: DoorContext): { done?: string } {
  if (c.req.query("paid") === undefined) return {};
  return { done: "Thank you. What you have paid stands here in a minute at the latest." };
}

/** A paper for whoever may have it. */
export function pdfResponse({ filename, base64 }: { filename: string; base64: string }): Response {
  return new Response(Buffer.from(base64, "base64"), {
    headers: {
      ...ownHeaders,
      "content-type": "application/pdf",
      "content-disposition": `inline; filename="${filename.replaceAll(/[^\w.-]/g, "")}"`,
    },
  });
}
