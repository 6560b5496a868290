import { expect } from "bun:test";
import type { ServerProcess } from "#tests/support/process.ts";

/** A token of its own, so that no two clients share a limit; `revoke` takes it back at the command line. */
export async function makeToken(server: ServerProcess): Promise<{ token: string; revoke(): Promise<void> }> {
  const name = `client-${crypto.randomUUID().slice(0, 8)}`;
  const made = await server.cli("token", "create", name, "--scopes", "phone:read,phone:write");
  expect(made.code, made.err).toBe(0);
  return {
    token: made.out.trim(),
    async revoke() {
      const revoked = await server.cli("token", "revoke", name);
      expect(revoked.code, revoked.err).toBe(0);
    },
  };
}

/** A customer's text to the desk, as the page of the sandbox sends it. */
export async function writeAsCustomer(url: string, from: string, text: string): Promise<void> {
  const body = new URLSearchParams({ from, text });
  const answer = await fetch(`${url}/sandbox/messages`, { method: "POST", body, redirect: "manual" });
  expect(answer.status).toBe(303);
}

/** Waits until something holds, and says what did not when the time is over. */
export async function until(holds: () => boolean, what: string, milliseconds = 5000): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${milliseconds} ms`);
    await Bun.sleep(10);
  }
}
