import { ProviderFailure } from "#domains/phone/failures.ts";
import type { PhoneProviders } from "#domains/phone/provider.ts";
import { createSandbox } from "#domains/phone/sandbox/sandbox.ts";
import type { Fuse } from "./fuse.ts";

export interface Letter {
  ref: string;
  to: string;
  content: string;
}

/** A text that went out, and in which round. */
export interface Sent extends Letter {
  round: number;
}

/** What the world outside has seen: the only witness of texts that is not the desk's own database. */
export interface Outside {
  readonly sent: Sent[];
  /** Texts whose first try has failed before it began. */
  readonly failed: Set<string>;
  round: number;
}

/** The way out of one process. */
export interface Carrier {
  hand(letter: Letter, begin: () => Promise<void>): Promise<"done" | "failed" | "unknown">;
  /** True when the text has gone out. */
  has(ref: string): boolean;
}

/** Takes texts until the process has died. What becomes of one is in the last four digits of the number. */
export function createCarrier(outside: Outside, fuse: Fuse): Carrier {
  return {
    async hand(letter, begin) {
      const mood = letter.to.slice(-4);
      if (mood === "0008" && !outside.failed.has(letter.ref)) {
        outside.failed.add(letter.ref);
        throw new Error("The first try ends before it has begun.");
      }
      await begin();
      await fuse.passes("before a text");
      if (mood === "0001") return "failed";
      if (mood !== "0005") outside.sent.push({ ...letter, round: outside.round });
      await fuse.passes("after a text");
      if (mood === "0007") throw new Error("The answer makes no sense.");
      return mood === "0002" || mood === "0005" ? "unknown" : "done";
    },
    has: (ref) => outside.sent.some((sent) => sent.ref === ref),
  };
}

/** The sandbox as the desk's provider, whose texts the carrier takes. */
export function sandboxThrough(carrier: Carrier): PhoneProviders {
  const sandbox = createSandbox({ now: () => 0, deliver: () => {} });
  const provider = {
    ...sandbox,
    async send({ ref, to, content }: Letter, begin: () => Promise<void>) {
      const state = await carrier.hand({ ref, to, content }, begin);
      if (state === "failed") throw new ProviderFailure("refused");
      if (state === "unknown") throw new ProviderFailure("timeout", true);
      return { providerId: `sbx-${ref}`, status: "sent" as const };
    },
    findSent: async ({ ref }: Letter) =>
      carrier.has(ref) ? [{ providerId: `sbx-${ref}`, status: "sent" as const }] : [],
  };
  return {
    all: [provider],
    preferred: "sandbox",
    get: (name) => (name === "sandbox" ? provider : undefined),
  };
}
