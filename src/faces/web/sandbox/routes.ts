import { createElement } from "hono/jsx";
import * as z from "zod";
import { samplePictureUrl } from "#domains/phone/sandbox/sample-picture.ts";
import {
  type SandboxEvent,
  type SandboxSide,
  sandboxBehaviours,
  sandboxLine,
} from "#domains/phone/sandbox/sandbox.ts";
import { isLocal } from "#faces/loopback.ts";
import type { OpenedTicket, Said } from "#faces/web/parts/bubbles.tsx";
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
  side(): SandboxSide | undefined;
  /** Resolves when what has been delivered is processed. */
  processed(): Promise<void>;
  business(): { name: string; region: string };
}

/** How long the page waits for a text to be processed, so that it is there when the page comes back. */
const patience = 2000;
const usualCustomer = "+15550100200";
const words = z.string().trim().min(1).max(1600);
const form = z.object({
  from: z.string().max(40),
  act: z.discriminatedUnion("action", [
    z.object({ action: z.literal("text"), text: words }),
    z.object({ action: z.literal("picture"), text: z.string().trim().max(1600) }),
    z.object({ action: z.literal("stop") }),
    z.object({ action: z.literal("hang_up") }),
    z.object({ action: z.literal("voicemail"), voicemail: words }),
    z.object({ action: z.literal("lose") }),
  ]),
});
type Act = z.infer<typeof form>["act"];

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
    isLosing: parts.side()?.isLosing(customer) ?? false,
    problem,
    reader: await reader(),
    now: parts.clock.now(),
  });
  return page(content, problem ? 400 : 200);
}

/** `POST /sandbox/messages`: what the customer writes or does takes the way of a provider's events. */
export async function actAsCustomer(visit: SandboxVisit, parts: SandboxParts): Promise<Response> {
  requireLocal(visit, parts);
  const { request } = visit;
  requireOwnForm(request.headers, new URL(request.url).origin);
  const given = form.safeParse(readForm(request));
  const peer = given.success ? readPhoneNumber(given.data.from, parts.business().region) : undefined;
  if (!given.success || !peer) {
    const problem =
      "Nothing was sent: give a number that can be read and some words, at most 1600 characters.";
    return await showSandbox({ ...visit, request: new Request(request.url) }, parts, problem);
  }
  if (given.data.act.action === "lose") parts.side()?.loseNext(peer);
  for (const event of eventsOf(given.data.act, peer, parts.clock.now())) await parts.side()?.deliver(event);
  await Promise.race([parts.processed(), new Promise((resolve) => setTimeout(resolve, patience))]);
  return new Response(null, {
    status: 303,
    headers: { location: `/sandbox?from=${encodeURIComponent(peer)}` },
  });
}

/** What the network tells the desk of it. */
function eventsOf(act: Act, peer: string, at: number): SandboxEvent[] {
  const providerId = newId("msg", at).replace("msg_", "sbx-");
  const from = { providerId, direction: "inbound", peer, at } as const;
  if (act.action === "lose") return [];
  if (act.action === "text" || act.action === "picture" || act.action === "stop") {
    const content = act.action === "stop" ? "STOP" : act.text;
    const pictures = act.action === "picture" ? [samplePictureUrl] : [];
    return [{ id: providerId, event: { kind: "message", ...from, content, status: "received", pictures } }];
  }
  const missed = { kind: "call", ...from, status: "missed", duration: null } as const;
  const call = { id: providerId, event: missed };
  if (act.action === "hang_up") return [call];
  const said = { speaker: "customer", content: act.voicemail, start: 0, end: 10 } as const;
  const transcript = { kind: "transcript", providerCallId: providerId, at, duration: 10 } as const;
  return [call, { id: `${providerId}-voicemail`, event: { ...transcript, dialogue: [said] } }];
}

function readForm(request: Request): Record<string, unknown> {
  const { from, action = "text", ...rest } = Object.fromEntries(formOf(request));
  return { from, act: { action, ...rest } };
}

/** Not found from outside. */
function requireLocal({ request, address }: SandboxVisit, parts: SandboxParts): void {
  if (parts.side() && isLocal(request, address)) return;
  throw new DeskError("NOT_FOUND", "There is no such page.");
}

/** What stands on their phone: what was exchanged over the sandbox's line. */
async function threadWith(
  customer: string,
  requestId: string,
  { gate, catalog }: SandboxParts,
): Promise<Said[]> {
  const operation = catalog.get("conversation.thread");
  if (!operation) throw new TypeError("conversation.thread is not in the catalog");
  const outcome = await gate.execute(operation, { id: customer }, atThisMachine, { requestId });
  if (outcome.kind === "refused") throw outcome.error;
  if (outcome.kind !== "done") return [];
  const { items } = outcome.output as { items: (Said | OpenedTicket)[] };
  return items.filter(
    (item): item is Said => item.kind !== "ticket" && [item.from, item.to].includes(sandboxLine.number),
  );
}
