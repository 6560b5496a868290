import { lookup } from "node:dns/promises";
import { type Finding, fail, ok, warn } from "#desk/finding.ts";
import { isPublicAddress } from "#platform/address.ts";
import { isLoopbackHost } from "#platform/loopback.ts";
import { type Answer, ask, NoAnswer } from "./asking.ts";
import type { ClientProfile } from "./profiles.ts";

/** Seconds by which this machine's clock may differ from that of whatever answers. */
const mostSkew = 60;
/** Milliseconds after which an answer without any work in it counts as slow. */
const slow = 3000;

const reasons: Record<NoAnswer["why"], string> = {
  name: "its name leads nowhere. Look at the DNS record.",
  refused: "nothing accepts connections there. Is the proxy running, the port open?",
  certificate:
    "its certificate is not one that clients trust: expired, for another name, or self-signed. Renew it, and serve the whole chain.",
  late: "nothing answers there in time. Look at the firewall and the proxy.",
  other: "no answer that can be read came back. Look at the proxy's log.",
};

/** Whether the client reaches the desk at all, and in what time. The walk ends where nothing of the desk answers. */
export async function lookAtAddress(
  url: string,
  profile: ClientProfile,
  now: () => number,
): Promise<{ findings: Finding[]; isThere: boolean }> {
  const reach = await reachOf(new URL(url), profile);
  try {
    const answer = await ask(`${url}/healthz`, {
      headers: { "user-agent": profile.userAgent },
      patience: profile.patience,
    });
    if (answer.json?.["service"] !== "frontdesk")
      return { findings: [reach, somethingElse(url, answer)], isThere: false };
    return { findings: [reach, ...clock(answer, now), ...pace(answer, profile)], isThere: true };
  } catch (failure) {
    if (!(failure instanceof NoAnswer)) throw failure;
    return { findings: [reach, fail("reaching it", `${url}: ${reasons[failure.why]}`)], isThere: false };
  }
}

async function reachOf({ protocol, hostname, origin }: URL, profile: ClientProfile): Promise<Finding> {
  const about = "address";
  const isHere = isLoopbackHost(hostname);
  if (!profile.isFromCloud && (isHere || protocol === "https:"))
    return ok(about, `${origin}, which ${profile.name} reaches from the person's own machine`);
  if (isHere)
    return fail(
      about,
      `${origin} is this machine alone, and ${profile.name} comes from the cloud. It needs a public https address in BASE_URL.`,
    );
  if (protocol !== "https:") return fail(about, `${origin} is not https: ${profile.name} refuses it.`);
  const addresses = await addressesOf(hostname);
  if (profile.isFromCloud && addresses.length > 0 && !addresses.some(isPublicAddress))
    return fail(
      about,
      `${hostname} is an address of your own network alone; ${profile.name} comes from the cloud.`,
    );
  return ok(about, origin);
}

async function addressesOf(hostname: string): Promise<string[]> {
  try {
    return (await lookup(hostname.replace(/^\[|\]$/g, ""), { all: true })).map(({ address }) => address);
  } catch {
    // A name that leads nowhere is told when nothing answers at it.
    return [];
  }
}

function somethingElse(url: string, { status, headers, text }: Answer): Finding {
  const about = "reaching it";
  const location = headers.get("location");
  if (status >= 300 && status < 400)
    return fail(
      about,
      `${url} sends everybody on to ${hostIn(location)}: give clients the address at the end of that.`,
    );
  if (status >= 500) return fail(about, `The proxy at ${url} answers ${status}: it does not reach the desk.`);
  const what = /<html|<!doctype/i.test(text) ? "a web page" : "something else";
  return fail(
    about,
    `${url}/healthz is answered by ${what} (${status}), not by the desk. The proxy has to pass every path on.`,
  );
}

/** Another's address may hold anything: its host alone is said. */
function hostIn(location: string | null): string {
  return location !== null && URL.canParse(location) ? new URL(location).origin : "another address";
}

function clock({ headers }: Answer, now: () => number): Finding[] {
  const said = Date.parse(headers.get("date") ?? "");
  // What a cache gives out says when it was made.
  if (Number.isNaN(said) || headers.has("age")) return [];
  const skew = Math.round((now() - said) / 1000);
  if (Math.abs(skew) <= mostSkew) return [ok("clock", "this machine and what answers agree")];
  const which = skew > 0 ? "ahead of" : "behind";
  return [
    fail(
      "clock",
      `This machine's clock is ${Math.abs(skew)} seconds ${which} that of what answers at the address: tokens end at the wrong time and signatures are refused. Switch time synchronisation on.`,
    ),
  ];
}

function pace({ milliseconds }: Answer, { name, patience }: ClientProfile): Finding[] {
  if (milliseconds < slow) return [];
  const seconds = (milliseconds / 1000).toFixed(1);
  return [warn("pace", `An answer took ${seconds} s; ${name} gives up after ${patience / 1000}.`)];
}
