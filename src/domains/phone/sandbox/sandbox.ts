import * as z from "zod";
import { cutText } from "#platform/cut-text.ts";
import { DeskError } from "#src/errors.ts";
import { ProviderFailure } from "../failures.ts";
import type { PhoneProvider, ProviderLine } from "../provider.ts";
import type { PhoneEvent } from "../provider-events.ts";
import { samplePicture, samplePictureUrl } from "./sample-picture.ts";

/** The sandbox's only line: a number nobody has. */
export const sandboxLine: ProviderLine = {
  providerId: "SBdesk",
  number: "+15550100100",
  name: "Sandbox",
  canText: true,
};

/** What the last four digits of a customer's number make the sandbox do. */
export const sandboxBehaviours = {
  "0001": "refuses the text",
  "0002": "never answers, and turns out to have sent it",
  "0003": "accepts the text and cannot deliver it",
  "0004": "answers by itself",
  "0005": "never answers, and there is no trace of it",
  "0006": "does not pick up when it is called",
} as const;

const text = z.strictObject({
  kind: z.literal("message"),
  providerId: z.string(),
  direction: z.enum(["inbound", "outbound"]),
  peer: z.string(),
  content: z.string(),
  status: z.enum(["received", "sent", "delivered", "undelivered"]),
  /** Addresses of pictures that came with it. */
  pictures: z.array(z.string()).optional(),
  at: z.int(),
});

const call = z.strictObject({
  kind: z.literal("call"),
  providerId: z.string(),
  direction: z.enum(["inbound", "outbound"]),
  peer: z.string(),
  status: z.enum(["ringing", "completed", "missed", "no_answer"]),
  duration: z.int().nullable(),
  at: z.int(),
});

const transcript = z.strictObject({
  kind: z.literal("transcript"),
  providerCallId: z.string(),
  dialogue: z.array(
    z.strictObject({
      speaker: z.enum(["desk", "customer"]),
      content: z.string(),
      start: z.number(),
      end: z.number(),
    }),
  ),
  duration: z.int(),
  at: z.int(),
});

/** An event as the sandbox writes it; it takes the same way in as a signed webhook. */
export const sandboxEvent = z.strictObject({ id: z.string(), event: z.union([text, call, transcript]) });
export type SandboxEvent = z.infer<typeof sandboxEvent>;

/** What the sandbox's network does to the desk. */
export interface SandboxNetwork {
  /** The answer to the desk's next text to them is lost: it arrives, and the desk does not hear so at once. */
  loseNext(peer: string): void;
  isLosing(peer: string): boolean;
}

/** What stands for customers: their network, and what they write and do. */
export interface SandboxSide extends SandboxNetwork {
  /** Takes an event the way a provider's webhook comes in. */
  deliver(event: SandboxEvent): Promise<void>;
}

export interface SandboxOptions {
  now(): number;
  /** Takes an event as a provider's webhook would bring it. */
  deliver(event: SandboxEvent): void;
}

/**
 * A phone company in a box: no account, no cost, nobody's phone rings. It delivers, fails, falls silent
 * and answers by the last four digits of the number that is texted.
 */
export function createSandbox(options: SandboxOptions): PhoneProvider & SandboxNetwork {
  const losing = new Set<string>();
  const news = (id: string, event: SandboxEvent["event"]) => options.deliver({ id, event });

  return {
    name: "sandbox",
    loseNext: (peer) => void losing.add(peer),
    isLosing: (peer) => losing.has(peer),
    capabilities: new Set(["send", "find_sent", "call", "lines"]),
    isResting: false,
    async lines() {
      return [sandboxLine];
    },
    async send({ ref, to, content }, begin) {
      await begin();
      const providerId = `sbx-${ref}`;
      const behaviour = to.slice(-4);
      if (behaviour === "0001") throw new ProviderFailure("refused");
      if (losing.delete(to)) throw new ProviderFailure("timeout", true);
      if (behaviour === "0002" || behaviour === "0005") throw new ProviderFailure("timeout", true);
      const status = behaviour === "0003" ? "undelivered" : "delivered";
      const at = options.now();
      news(`${providerId}-${status}`, {
        kind: "message",
        providerId,
        direction: "outbound",
        peer: to,
        content,
        status,
        at,
      });
      if (behaviour === "0004") {
        const answer = `You wrote: ${cutText(content, 200)}`;
        const answerId = `${providerId}-answer`;
        news(answerId, {
          kind: "message",
          providerId: answerId,
          direction: "inbound",
          peer: to,
          content: answer,
          status: "received",
          at: at + 1,
        });
      }
      return { providerId, status: "sent" };
    },
    async findSent({ ref, to }) {
      return to.endsWith("0005") ? [] : [{ providerId: `sbx-${ref}`, status: "sent" }];
    },
    async placeCall({ ref, to, maxDuration }, begin) {
      await begin();
      const providerId = `sbx-${ref}`;
      if (to.endsWith("0006")) {
        const call = { kind: "call", providerId, direction: "outbound", peer: to } as const;
        news(`${providerId}-no-answer`, { ...call, status: "no_answer", duration: null, at: options.now() });
        return { providerId };
      }
      const duration = Math.min(maxDuration ?? 42, 42);
      const at = options.now() - duration * 1000;
      news(`${providerId}-completed`, {
        kind: "call",
        providerId,
        direction: "outbound",
        peer: to,
        status: "completed",
        duration,
        at,
      });
      news(`${providerId}-transcript`, {
        kind: "transcript",
        providerCallId: providerId,
        dialogue: smallTalk(duration),
        duration,
        at,
      });
      return { providerId };
    },
    async history() {
      return [];
    },
    async transcript() {
      throw new ProviderFailure("unsupported");
    },
    async createContact() {
      throw new ProviderFailure("unsupported");
    },
    async fetchPicture(url) {
      if (url === samplePictureUrl) return samplePicture();
      throw new ProviderFailure("not_there");
    },
    answersWord: () => false,
    verify() {
      throw new DeskError("AUTH_REQUIRED", "The sandbox takes no webhooks from outside.");
    },
    parse(raw) {
      const parsed = sandboxEvent.safeParse(JSON.parse(raw));
      return parsed.success ? { known: true, event: inHouseWords(parsed.data.event) } : { known: false };
    },
  };
}

function inHouseWords(event: SandboxEvent["event"]): PhoneEvent {
  const line = { providerId: sandboxLine.providerId, number: sandboxLine.number };
  if (event.kind === "message") {
    const { pictures = [], ...rest } = event;
    return { ...rest, line, media: pictures.map((url) => ({ url, type: null })) };
  }
  if (event.kind === "transcript") return { ...event, status: "completed" };
  const spoken = event.status === "completed";
  const completedAt = event.status === "ringing" ? null : event.at + (event.duration ?? 0) * 1000;
  return {
    ...event,
    line,
    answeredAt: spoken ? event.at : null,
    completedAt,
    updatedAt: completedAt ?? event.at,
  };
}

function smallTalk(duration: number): z.infer<typeof transcript>["dialogue"] {
  return [
    { speaker: "customer", content: "Hello?", start: 0, end: 1 },
    { speaker: "desk", content: "Hello, this is the front desk calling.", start: 1, end: 4 },
    { speaker: "customer", content: "Thanks for the call.", start: 4, end: Math.max(5, duration) },
  ];
}
