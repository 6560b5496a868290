import { type Finding, fail, ok, warn } from "#desk/finding.ts";
import { isLoopbackUrl } from "#platform/loopback.ts";
import { lookAtAddress } from "./address.ts";
import { NoAnswer } from "./asking.ts";
import { type Discovered, discover } from "./discovery.ts";
import type { ClientProfile } from "./profiles.ts";
import { type Inside, signIn } from "./sign-in.ts";
import { useTools } from "./tools.ts";

/**
 * Walks the way of one client to the desk over its public address, and says in a line each what that client would
 * stumble over. `url` is the origin as the client is given it. What was made on the way is taken back.
 */
export async function rehearse(
  url: string,
  profile: ClientProfile,
  inside: Inside,
  streamPatience = 4000,
): Promise<Finding[]> {
  const told: Finding[] = [];
  try {
    await walk();
  } catch (failure) {
    if (!(failure instanceof NoAnswer)) throw failure;
    told.push(
      fail(
        "on the way",
        `An answer did not come (${failure.why}) after others had: look at the proxy's log.`,
      ),
    );
  } finally {
    if (!(await inside.forget()))
      told.push(
        warn(
          "taking back",
          "Something that was made for this could not be taken back; it ends within ten minutes.",
        ),
      );
  }
  return told;

  async function walk(): Promise<void> {
    const address = await lookAtAddress(url, profile, inside.now);
    told.push(...address.findings);
    if (!address.isThere) return;
    const discovery = await discover(url, profile);
    told.push(...discovery.findings);
    if (!discovery.isAnswered) return;
    if (!inside.isOwn(url)) return void told.push(notOwn(url));
    const token = profile.entry === "token" ? await enterToken() : await getToken(discovery.found);
    if (token !== undefined) told.push(...(await useTools(url, profile, token, streamPatience)));
  }

  /** A client's secrets are shown to nobody but this desk. */
  function notOwn(address: string): Finding {
    const isSafe = address.startsWith("https:") || isLoopbackUrl(address);
    return warn(
      "signing in",
      isSafe
        ? "Not looked at: this address is not BASE_URL, and no token of this desk is shown to another one."
        : "Not looked at: the address is http, and whoever is on the way could read along.",
    );
  }

  async function enterToken(): Promise<string> {
    told.push(ok("token", `${profile.name} takes one that you enter: "Authorization: Bearer fdk_..."`));
    return await inside.token();
  }

  /** Where nobody can sign in yet, the tools are looked at all the same. */
  async function getToken(server: Discovered | undefined): Promise<string | undefined> {
    if (!server) {
      told.push(warn("signing in", "Not looked at: a client does not get that far."));
      return undefined;
    }
    const { findings, token } = await signIn(url, profile, server, inside);
    told.push(...findings);
    const isStopped = token === undefined && findings.some(({ level }) => level === "fail");
    return isStopped ? undefined : (token ?? (await inside.token()));
  }
}
