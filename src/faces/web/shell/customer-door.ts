import { createElement } from "hono/jsx";
import type { Gate } from "#gate/gate.ts";
import type { Operation, Principal } from "#operation/operation.ts";
import { createRateLimit, takeOrRefuse } from "#platform/limits.ts";
import { DeskError } from "#src/errors.ts";
import { systemPrincipal } from "#webhooks/system.ts";
import { formOf, requireOwnForm } from "./forms.ts";
import { page } from "./layout.tsx";
import { MessagePage } from "./message.tsx";
import type { DoorContext } from "./visit.ts";

export interface CustomerParts {
  gate: Gate;
  operation(name: string): Operation;
  baseUrl: string;
  business(): string;
}

/** Pages for whoever has a link that they were sent: an appointment's, an invoice's, a quote's, an email's. */
export interface CustomerDoor {
  /** Runs an operation as whoever has the link. @throws the DeskError it is refused with */
  run<Output>(c: DoorContext, name: string, input: unknown): Promise<Output>;
  /** Answers; what is not there is said without saying whether it ever was. */
  answered(c: DoorContext, answer: () => Promise<Response>): Promise<Response>;
  /** The fields of a form of one of these pages. @throws DeskError FORBIDDEN */
  formOf(c: DoorContext): URLSearchParams;
}

/** Who has a link acts for its customer, and for nobody else. */
export const customer: Principal = { ...systemPrincipal, user: "customer", client: "visit", face: "web" };

/** How often one address may ask for such pages in a minute: whoever tries links out gets nowhere. */
const mostVisits = 60;
/** How long a page waits for what happens outside, in milliseconds. */
const patience = 8000;

/** Kept in no cache, told to no other site, found by no search. */
export const ownHeaders = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-robots-tag": "noindex",
};

export function createCustomerDoor({ gate, operation, baseUrl, business }: CustomerParts): CustomerDoor {
  const visits = createRateLimit(mostVisits, 60);

  return {
    async run<Output>(c: DoorContext, name: string, input: unknown): Promise<Output> {
      const call = { requestId: c.var.requestId, wait: patience };
      const outcome = await gate.execute(operation(name), input, customer, call);
      if (outcome.kind === "refused") throw outcome.error;
      if (outcome.kind === "done") return outcome.output as Output;
      throw new TypeError(`${name} waits for a person`);
    },
    async answered(c, answer) {
      takeOrRefuse(visits, c.var.address, "Too many pages were asked for from there.");
      try {
        return await answer();
      } catch (failure) {
        const isUnknown =
          failure instanceof DeskError &&
          (failure.code === "NOT_FOUND" || failure.code === "VALIDATION_ERROR");
        if (!isUnknown) throw failure;
        const message = {
          title: "There is nothing here",
          text: "The link is not whole, or what it led to is gone.",
          next: `Open it again from where you were sent it, or call ${business()}.`,
        };
        return await page(createElement(MessagePage, { business: business(), message }), 404);
      }
    },
    formOf(c) {
      requireOwnForm(c.req.raw.headers, new URL(baseUrl).origin);
      return formOf(c.req.raw);
    },
  };
}

/** The token in a page's address. */
export function tokenOf(c: DoorContext): string {
  return (c.req.param("token") ?? "").slice(0, 60);
}
