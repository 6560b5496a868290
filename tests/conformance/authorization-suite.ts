import { existsSync } from "node:fs";
import { join } from "node:path";
import { scratchFolder } from "#tests/support/process.ts";
import { surroundings } from "#tests/support/surroundings.ts";
import { type Results, readResults, suite } from "./suite.ts";

export const revisions = ["2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"] as const;

export interface AuthorizationRun {
  /** The authorization server, as its metadata names it. */
  issuer: string;
  revision: (typeof revisions)[number];
  /** What the client was entered with. */
  client: { client_id: string; client_secret?: string };
  /** Where the suite listens for the person's browser. */
  port: number;
  /** What the token is for (RFC 8707), where the revision has that. */
  resource?: string;
  /** Does what the suite asks of a person: opens the address, and lets the client in. */
  visit(authorizeUrl: string): Promise<void>;
}

/** The suite's scenarios of an authorization server. @throws Error when it wrote no results. */
export async function runAuthorizationSuite(run: AuthorizationRun): Promise<Results> {
  const { issuer, revision, client, port, resource } = run;
  const folder = scratchFolder();
  const written = join(folder.path, "results");
  const options = ["--url", issuer, "--spec-version", revision, "--port", String(port), "-o", written];
  const secret = client.client_secret ? ["--client-secret", client.client_secret] : [];
  const whose = ["--client-id", client.client_id, ...secret, ...(resource ? ["--resource", resource] : [])];
  const program = [process.execPath, "--bun", join(suite, "dist/index.js"), "authorization"];
  const child = Bun.spawn([...program, ...options, ...whose], {
    cwd: folder.path,
    env: { ...surroundings, HOME: folder.path, NO_COLOR: "1" },
    stdout: "pipe",
    stderr: "pipe",
  });
  try {
    const said = await visitWhenAsked(child.stdout, run);
    await child.exited;
    if (!existsSync(written)) throw new Error(`The suite wrote no results:\n${said}`);
    return readResults(written, "authorization-server");
  } finally {
    child.kill();
    folder.remove();
  }
}

/** Reads what the suite says to its end; on the way the person goes where it sends them. */
async function visitWhenAsked(
  output: ReadableStream<Uint8Array>,
  { visit }: AuthorizationRun,
): Promise<string> {
  const decoder = new TextDecoder();
  let said = "";
  let isAsked = false;
  for await (const part of output) {
    said += decoder.decode(part, { stream: true });
    const address = /^(https?:\/\/\S+\/authorize\?\S+)\n/m.exec(said)?.[1];
    if (address === undefined || isAsked) continue;
    isAsked = true;
    await visit(address);
  }
  return said;
}
