import { Buffer } from "node:buffer";
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hash,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";

/** What a key is derived for: a text sealed or signed for one purpose is nothing for another. */
export type Purpose = "provider key" | "webhook key" | "kept secret" | "form" | "calendar";

/** Sealing and signing with keys derived from the root secret, of which an earlier one is still good for opening. */
export interface Seal {
  /** Encrypts (AES-256-GCM) with the current secret; `context` has to be given again to open it. */
  seal(purpose: Purpose, text: string, context: string): string;
  /** @throws SealBrokenError when no secret of ours sealed it for this purpose and context. */
  open(purpose: Purpose, sealed: string, context: string): string;
  /** The same; undefined when none did, as after a root secret was lost. */
  tryOpen(purpose: Purpose, sealed: string, context: string): string | undefined;
  /** Whether the current secret sealed it, so that the earlier one is not needed for it. */
  isCurrent(sealed: string): boolean;
  /** HMAC-SHA-256 with the current secret, in base64url. */
  sign(purpose: Purpose, text: string): string;
  isSigned(purpose: Purpose, text: string, signature: string): boolean;
  /** From now on these secrets hold, the current one first. */
  use(secrets: readonly string[]): void;
}

export class SealBrokenError extends Error {
  override name = "SealBrokenError";
}

interface Root {
  /** Says which secret sealed something; tells nothing of the secret. */
  id: string;
  secret: string;
}

/** @throws TypeError without a secret. */
export function createSeal(secrets: readonly string[]): Seal {
  let roots = rootsOf(secrets);

  return {
    seal(purpose, text, context) {
      const { id, secret } = current();
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", keyOf(secret, purpose), iv).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return ["v1", id, iv.toString("base64url"), body.toString("base64url")].join(".");
    },
    open(purpose, sealed, context) {
      const [version, id, iv = "", body = ""] = sealed.split(".");
      const root = roots.find((each) => version === "v1" && each.id === id);
      if (!root) throw new SealBrokenError("no secret of this desk sealed it");
      const bytes = Buffer.from(body, "base64url");
      const decipher = createDecipheriv(
        "aes-256-gcm",
        keyOf(root.secret, purpose),
        Buffer.from(iv, "base64url"),
      )
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(-16));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString("utf8");
      } catch (cause) {
        throw new SealBrokenError("it was changed, or sealed for something else", { cause });
      }
    },
    tryOpen(purpose, sealed, context) {
      try {
        return this.open(purpose, sealed, context);
      } catch (failure) {
        if (failure instanceof SealBrokenError) return undefined;
        throw failure;
      }
    },
    isCurrent: (sealed) => sealed.split(".")[1] === current().id,
    sign: (purpose, text) => mac(current().secret, purpose, text),
    isSigned: (purpose, text, signature) =>
      roots.some(({ secret }) => isEqual(mac(secret, purpose, text), signature)),
    use(fresh) {
      roots = rootsOf(fresh);
    },
  };

  function current(): Root {
    const [first] = roots;
    if (!first) throw new TypeError("there is no root secret");
    return first;
  }
}

function rootsOf(secrets: readonly string[]): Root[] {
  return secrets.map((secret) => ({
    secret,
    id: hash("sha256", `frontdesk root ${secret}`, "hex").slice(0, 8),
  }));
}

function keyOf(secret: string, purpose: Purpose): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", `frontdesk ${purpose}`, 32));
}

function mac(secret: string, purpose: Purpose, text: string): string {
  return createHmac("sha256", keyOf(secret, purpose)).update(text).digest("base64url");
}

/** Compares two texts in a time that tells nothing of where they differ. */
export function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
