import { Hono } from "hono";
import { createElement } from "hono/jsx";
import { type SandboxCheckouts, sandboxActs } from "#domains/money/sandbox/sandbox.ts";
import { type CustomerDoor, ownHeaders, tokenOf } from "#faces/web/shell/customer-door.ts";
import { page } from "#faces/web/shell/layout.tsx";
import type { DoorContext, DoorEnv } from "#faces/web/shell/visit.ts";
import { DeskError } from "#src/errors.ts";
import { Checkout } from "./checkout.tsx";

export interface CheckoutParts {
  door: CustomerDoor;
  business(): string;
  /** The customer's side of the sandbox's payments. */
  checkouts: SandboxCheckouts;
  /** Resolves when what has been delivered is processed. */
  processed(): Promise<void>;
}

/** How long the page waits for a payment to be processed, in milliseconds. */
const patience = 2000;

/** `/sandbox/checkout/<ref>`: where customers of a desk that is tried out pay. */
export function checkoutRoutes({ door, business, checkouts, processed }: CheckoutParts): Hono<DoorEnv> {
  const routes = new Hono<DoorEnv>({ strict: false });
  routes.get("/sandbox/checkout/:token", (c) => door.answered(c, () => show(c)));
  routes.post("/sandbox/checkout/:token", (c) => door.answered(c, () => act(c)));
  return routes;

  async function show(c: DoorContext): Promise<Response> {
    const found = checkouts.find(tokenOf(c));
    if (!found) throw new DeskError("NOT_FOUND", "There is no such page.");
    return await page(createElement(Checkout, { business: business(), page: found }), 200, ownHeaders);
  }

  async function act(c: DoorContext): Promise<Response> {
    const asked = door.formOf(c).get("act");
    const wanted = sandboxActs.find((each) => each === asked);
    const found = checkouts.find(tokenOf(c));
    if (!found || !wanted) throw new DeskError("NOT_FOUND", "There is no such page.");
    await checkouts.act(tokenOf(c), wanted);
    await Promise.race([processed(), new Promise((resolve) => setTimeout(resolve, patience))]);
    const location = wanted === "pay" ? `${found.returnTo}?paid=1` : `/sandbox/checkout/${tokenOf(c)}`;
    return new Response(null, { status: 303, headers: { location } });
  }
}
