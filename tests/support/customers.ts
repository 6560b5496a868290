import { type FakeQuo, signStandard } from "#tests/fakes/quo.ts";
import { messageOfNow } from "#tests/fakes/quo-events.ts";
import type { ServerProcess } from "./process.ts";

/** The secret that Quo's events are signed with in tests. */
export const quoSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/** A customer's first text, as Quo tells of it: whoever has written is answered, and nobody has to be asked. */
export async function hearFrom(customer: string, { url }: { url: string }, quo: FakeQuo): Promise<void> {
  const name = `first${customer.slice(-6)}`;
  const body = JSON.stringify(
    messageOfNow({ id: `EV${name}`, messageId: `AC${name}`, text: name, customer, desk: quo.number }),
  );
  const headers = signStandard(body, quoSecret, Date.now(), `msg_${name}`);
  const answer = await fetch(`${url}/webhooks/quo`, { method: "POST", body, headers });
  if (!answer.ok) throw new Error(`a customer's first text was answered ${answer.status}`);
}

/** No hour is quiet: for a desk with a real line that lives by this machine's clock. */
export async function neverQuiet({ tell }: Pick<ServerProcess, "tell">): Promise<void> {
  await tell("settings", "set", "windows.quiet_from", "00:00");
  await tell("settings", "set", "windows.quiet_until", "00:00");
}
