import { createElement } from "hono/jsx";
import * as z from "zod";
import { type SandboxEvent, sandboxBehaviours, sandboxLine } from "#domains/phone/sandbox/sandbox.ts";
import type { CallView, MessageView } from "#domains/phone/view.ts";
import { isLocal } from "#faces/loopback.ts";
import { formOf, requireOwnForm } from "#faces/web/shell/forms.ts";
import { page, type Reader } from "#faces/web/shell/layout.tsx";
import type { Gate } from "#gate/gate.ts";
import type { Catalog } from "#operation/catalog.ts";
import type { Principal } from "#operation/operation.ts";
import { allScopes } from "#operation/scopes.ts";
import type { Clock } from "#platform/clock.ts";
import { newId } from "#platform/ids.ts";
import { readPhoneNumber } from "#platform/phone-number.ts";
import { DeskError } from "#src/errors.ts";
import { Sandbox } from "./sandbox.tsx";

export interface SandboxParts {
  gate: Gate;
  catalog: Catalog;
  clock: Clock;
  /** Undefined while the sandbox is not a provider of this desk. */
  deliver(): ((event: SandboxEvent) => Promise<void>) | undefined;
  /** Resolves when what has been delivered is processed. */
  processed(): Promise<void>;
  business(): { name: string; region: string };
}

/** How long the page waits for a text to be processed, so that it is there when the page comes back. */
const patience = 2000;
const usualCustomer = "+15550100200";
const form = z.object({ from: z.string().max(40), text: z.string().trim().min(1).max(1600) });

/** Whoever sits at this machine, before there are people who sign in. */
const atThisMachine: Principal = {
  user: "owner",
  client: "sandbox-page",
  scopes: new Set(allScopes),
  face: "web",
  authority: "owner",
};

/** A request for the page, and who reads it. */
export interface SandboxVisit {
  request: Request;
  /** Who connected. */
  address: string | undefined;
  requestId: string;
  reader(): Promise<Reader | undefined>;
}

/** `GET /sandbox`: on this machine alone. @throws DeskError NOT_FOUND from anywhere else. */
export async function showSandbox(
  visit: SandboxVisit,
  parts: SandboxParts,
  problem?: string,
): Promise<Response> {
  requireLocal(visit, parts);
  const { request, requestId, reader } = visit;
  const { name, region } = parts.business();
  const customer =
    readPhoneNumber(new URL(request.url).searchParams.get("from") ?? "", region) ?? usualCustomer;
  const items = await threadWith(customer, requestId, parts);
  const content = createElement(Sandbox, {
    business: name,
    deskNumber: sandboxLine.number,
    customer,
    items,
    behaviours: sandboxBehaviours,
    problem,
    reader: await reader(),
    now: parts.clock.now(),
  });
  return page(content, problem ? 400 : 200);
}

/** `POST /sandbox/messages`: what the customer wrote takes the way of a provider's event. */
export async function writeAsCustomer(visit: SandboxVisit, parts: SandboxParts): Promise<Response> {
  requireLocal(visit, parts);
  const { request } = visit;
  requireOwnForm(request.headers, new URL(request.url).origin);
  const given = form.safeParse(readForm(request));
  const peer = given.success ? readPhoneNumber(given.data.from, parts.business().region) : undefined;
  if (!given.success || !peer) {
    const problem =
      "The text was not sent: give a number that can be read and some words, at most 1600 characters.";
    return await showSandbox({ ...visit, request: new Request(request.url) }, parts, problem);
  }
  const at = parts.clock.now();
  const providerId = newId("msg", at).replace("msg_", "sbx-");
  const text = {
    kind: "message",
    providerId,
    direction: "inbound",
    peer,
    content: given.data.text,
    status: "received",
    at,
  } as const;
  await parts.deliver()?.({ id: providerId, event: text });
  await Promise.race([parts.processed(), new Promise((resolve) => setTimeout(resolve, patience))]);
  return new Response(null, {
    status: 303,
    headers: { location: `/sandbox?from=${encodeURIComponent(peer)}` },
  });
}

function readForm(request: Request): Record<string, unknown> {
  const fields = formOf(request);
  return { from: fields.get("from"), text: fields.get("text") };
}

/** Not found from outside. */
function requireLocal({ request, address }: SandboxVisit, parts: SandboxParts): void {
  if (parts.deliver() && isLocal(request, address)) return;
  throw new DeskError("NOT_FOUND", "There is no such page.");
}

async function threadWith(
  customer: string,
  requestId: string,
  { gate, catalog }: SandboxParts,
): Promise<(MessageView | CallView)[]> {
  const operation = catalog.get("conversation.context");
  if (!operation) throw new TypeError("conversation.context is not in the catalog");
  const outcome = await gate.execute(operation, { phoneNumber: customer, days: 30 }, atThisMachine, {
    requestId,
  });
  if (outcome.kind === "refused") throw outcome.error;
  if (outcome.kind !== "done") return [];
  const { items } = outcome.output as { items: (MessageView | CallView)[] };
  return items.filter((item) => [item.from, item.to].includes(sandboxLine.number));
}
