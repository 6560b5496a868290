import { revokeGrant } from "#domains/people/clients/client-store.ts";
import { updatePerson } from "#domains/people/persons/person-store.ts";
import { revokeToken } from "#domains/people/tokens/token-store.ts";
import { sandboxLine } from "#domains/phone/sandbox/sandbox.ts";
import type { Outcome } from "#gate/passage.ts";
import { systemPrincipal } from "#webhooks/system.ts";
import {
  type Asker,
  appOf,
  atBrowser,
  contactId,
  deciders,
  formerDeciders,
  inputOf,
  type Known,
  noteId,
  operationOf,
  phoneOf,
  recipientsOf,
} from "./asker.ts";
import type { DeskProcess } from "./process.ts";
import type { Act, TamperedColumn } from "./schedule.ts";
import type { Tally } from "./tally.ts";

/** What an act has to do with: the process that is alive, the time, and what is counted. */
export interface Scene {
  process: DeskProcess;
  now(): number;
  newSerial(): number;
  tally: Tally;
}

type Doing<Name extends Act["do"]> = Extract<Act, { do: Name }>;

/** Does it. What the desk answers is kept with the asker, and held against what happened in the end. */
export async function carryOut(act: Act, asker: Asker, scene: Scene): Promise<void> {
  switch (act.do) {
    case "ask":
      return await ask(act, asker, scene);
    case "decide":
      return await decide(act, asker, scene);
    case "forge":
      return await forge(act, asker, scene);
    case "cancel":
      return await cancel(act, asker, scene);
    case "change":
      return await change(act, asker, scene);
    case "revoke": {
      const client = asker.clients[act.who];
      const end = act.who === 0 ? revokeToken : revokeGrant;
      return void (await scene.process.write(end(client, scene.now())));
    }
    case "person": {
      const disabledAt = act.becomes === "off" ? scene.now() : null;
      const role = act.becomes === "viewer" ? "viewer" : "staff";
      return void (await scene.process.write(updatePerson(asker.person, { disabledAt, role }, scene.now())));
    }
    case "tamper":
      return await tamper(act, asker, scene);
  }
}

async function ask({ who, what, key }: Doing<"ask">, asker: Asker, { process, tally }: Scene): Promise<void> {
  const idempotencyKey = { none: undefined, "its own": `${what}`, shared: "shared" }[key];
  const outcome = await process.call(operationOf(asker), inputOf(asker, what), appOf(asker, who), {
    idempotencyKey,
  });
  switch (outcome.kind) {
    case "authorization_required":
      return void asker.answers.push({ to: "ask", who, what, queueId: outcome.waiting.queue_id });
    case "done":
      tally.resultsRepeated++;
      return void asker.answers.push({ to: "ask", who, what, replayed: outcome.replayed });
    case "refused":
      if (outcome.error.code === "FORBIDDEN") tally.denialsRepeated++;
      noteRefusal(outcome, tally);
  }
}

async function decide(
  { by, word, which, sees }: Doing<"decide">,
  asker: Asker,
  { process, now, tally }: Scene,
): Promise<void> {
  const known = pick(asker, which);
  if (!known) return;
  const another = pick(asker, which + 1)?.digest ?? "";
  const shown = { it: known.digest, another, nothing: undefined }[sees];
  const principal = atBrowser(deciders[by], by === 0 ? "owner" : "approver", now());
  const input = { id: known.id, decision: word, ...(shown === undefined ? {} : { shown }) };
  const outcome = await process.call("authorization.decide", input, principal);
  noteRefusal(outcome, tally);
  if (outcome.kind === "refused" && outcome.error.code === "CONFLICT") tally.conflicts++;
  if (outcome.kind !== "done") return;
  const { status } = outcome.output as { status: string };
  const sawIt = shown === undefined || shown === known.digest;
  asker.answers.push({ to: "decision", id: known.id, status, sawIt });
}

/** Somebody who may not decide tries. */
async function forge(
  { as, which }: Doing<"forge">,
  asker: Asker,
  { process, now, tally }: Scene,
): Promise<void> {
  const known = pick(asker, which);
  if (!known) return;
  const principals = {
    app: appOf(asker, 0),
    staff: atBrowser(asker.person, "person", now()),
    "signed in long ago": atBrowser(formerDeciders["signed in long ago"], "owner", now() - 16 * 60_000),
    "signed out": atBrowser(formerDeciders["signed out"], "owner", now()),
  };
  const input = { id: known.id, decision: "authorized" };
  const outcome = await process.call("authorization.decide", input, principals[as]);
  if (outcome.kind === "refused") tally.forgeriesRefused++;
}

async function cancel(
  { who, which }: Doing<"cancel">,
  asker: Asker,
  { process, tally }: Scene,
): Promise<void> {
  const known = pick(asker, which);
  if (!known) return;
  const outcome = await process.call("authorization.cancel", { queue_id: known.id }, appOf(asker, who));
  noteRefusal(outcome, tally);
  if (outcome.kind === "done")
    asker.answers.push({ to: "decision", id: known.id, status: "cancelled", sawIt: true });
}

/** Changes what the call was shown with, between the card and the click. */
async function change({ what, how }: Doing<"change">, asker: Asker, scene: Scene): Promise<void> {
  const { process } = scene;
  const id = contactId(asker, what);
  const touched = { sql: "UPDATE contacts SET version = version + 100 WHERE id = ?", args: [id] };
  const text = how === 0 ? "'changed ' || version" : "text";
  const note = `UPDATE notes SET version = version + 1, text = ${text} WHERE id = ?`;
  switch (asker.schedule.kind) {
    case "drop":
    case "post":
      return void (await process.write([{ sql: note, args: [noteId(asker, what)] }]));
    case "delete":
    case "merge":
      if (how === 1) return void (await process.write([touched]));
      return await textComes(phoneOf(asker, what), "One more thing", scene);
    case "bulk":
      return await textComes(recipientsOf(asker).at(-1 - how) ?? "", "STOP", scene);
  }
}

async function textComes(peer: string, content: string, { process, now, newSerial }: Scene): Promise<void> {
  const { providerId, number } = sandboxLine;
  const event = { kind: "message", direction: "inbound", media: [], status: "received", at: now() };
  const from = { provider: "sandbox", providerId: `in-${newSerial()}`, line: { providerId, number } };
  await process.call("message.record", { ...event, ...from, peer, content }, systemPrincipal);
}

/** What would run, were it believed; other columns get a space more. None of it takes another change back. */
const tampered: Partial<Record<TamperedColumn, string>> = {
  input: "replace(input, '_0\"', '_1\"')",
  operation: "'contact.merge'",
};

/** Somebody with the file changes what a request says: its arguments into others that would run, the rest by a byte. */
async function tamper({ which, column }: Doing<"tamper">, asker: Asker, { process }: Scene): Promise<void> {
  const known = pick(asker, which);
  if (!known) return;
  const changed = tampered[column] ?? `${column} || ' '`;
  await process.write([
    { sql: `UPDATE authorization_requests SET ${column} = ${changed} WHERE id = ?`, args: [known.id] },
  ]);
}

function pick({ requests }: Asker, which: number): Known | undefined {
  return requests[which % Math.max(1, requests.length)];
}

function noteRefusal(outcome: Outcome, tally: Tally): void {
  if (outcome.kind !== "refused") return;
  const { code } = outcome.error;
  if (code === "BLOCKED") tally.stopped++;
  if (code === "INTERNAL") tally.unexplained.push(String(outcome.error.cause ?? outcome.error.message));
}
