import { Buffer } from "node:buffer";
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { SignedRequest } from "#operation/event-source.ts";
import { DeskError } from "#src/errors.ts";

/**
 * Checks a webhook's `X-Twilio-Signature` in constant time against every token in use: HMAC-SHA1 over the public address
 * and the form's fields, sorted, or, of a JSON body, over the address alone, whose `bodySHA256` fits the body.
 * @throws DeskError AUTH_REQUIRED when none matches.
 */
export function checkTwilioSignature(request: SignedRequest, tokens: readonly string[]): void {
  const given = request.header("x-twilio-signature");
  if (!given) throw refused("The request carries no signature.");
  if (request.header("x-twilio-webhooks-signature-settings") !== undefined)
    throw refused(
      "The request is signed with a shared key of Twilio’s console, which is not supported here.",
    );
  const isForm = (request.header("content-type") ?? "").startsWith("application/x-www-form-urlencoded");
  const suffix = isForm ? fieldsOf(request.body) : "";
  if (!isForm && !hasItsBody(request)) throw refused("The body is not the one that was signed.");
  const signature = Buffer.from(given, "base64");
  const matches = tokens.flatMap((token) =>
    spellings(request.url).map((url) => {
      const expected = createHmac("sha1", token)
        .update(url + suffix)
        .digest();
      return expected.length === signature.length && timingSafeEqual(expected, signature);
    }),
  );
  if (!matches.includes(true)) throw refused("The signature does not fit the request.");
}

/** Each field's name with its value, by name; a value that stands twice under one name counts once. */
function fieldsOf(body: Uint8Array): string {
  const values = new Map<string, Set<string>>();
  for (const [name, value] of new URLSearchParams(Buffer.from(body).toString("utf8")))
    values.set(name, (values.get(name) ?? new Set()).add(value));
  return [...values.keys()]
    .sort(inBytes)
    .map((name) =>
      [...(values.get(name) ?? [])]
        .sort(inBytes)
        .map((value) => name + value)
        .join(""),
    )
    .join("");
}

function inBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function hasItsBody({ url, body }: SignedRequest): boolean {
  if (body.length === 0) return true;
  const signed = Buffer.from(new URL(url).searchParams.get("bodySHA256") ?? "", "hex");
  const actual = createHash("sha256").update(body).digest();
  return signed.length === actual.length && timingSafeEqual(signed, actual);
}

/** The address as Twilio may have signed it: with and without the usual port, and with quotes left as they are. */
function spellings(url: string): string[] {
  const [, scheme = "", host = "", , rest = ""] =
    /^(https?:\/\/)(\[[^\]]+\]|[^/:?#]+)(:\d+)?(.*)$/s.exec(url) ?? [];
  const usual = scheme === "https://" ? ":443" : ":80";
  return [url, scheme + host + rest, scheme + host + usual + rest].flatMap((each) => [
    each,
    each.replaceAll("%27", "'"),
    each.replaceAll("'", "%27"),
  ]);
}

function refused(message: string): DeskError {
  return new DeskError("AUTH_REQUIRED", message, {
    next: "Check that TWILIO_AUTH_TOKEN is the account’s primary token, and that BASE_URL is the address that Twilio calls.",
  });
}
