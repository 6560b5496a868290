import fc from "fast-check";
import { ingestEnv, note, secret, signed, token } from "#tests/ingest/caller.ts";
import { openTestDesk } from "#tests/support/desk.ts";

export interface MalformedReport {
  sent: number;
  /** How many were answered with which status. */
  statuses: Record<string, number>;
  /** Requests that were answered with 5xx, and such whose answer is not the documented one. */
  faults: string[];
  strange: string[];
  /** Tickets, notes and changes beyond those that were acknowledged. */
  halves: number;
}

const documented = new Set(["200", "400", "401", "405", "409", "413", "415", "429"]);

const good = { note: note(), callerNumber: "+15550100200", oaKey: "oa-1", source: "OutageAgent" };

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.constantFrom(
    "",
    " ",
    "\0",
    "\ud800",
    "a".repeat(70_000),
    "‮",
    "__proto__",
    "1.0",
    "NaN",
    "+",
    "TKT-1000",
  ),
);
const value: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom<unknown>(
    { toString: 1, valueOf: 1 },
    { hasOwnProperty: 1, constructor: null },
    JSON.parse("[".repeat(5000) + "]".repeat(5000)),
  ),
  fc.constantFrom<unknown>(null, true, -0, 1e308, [], {}, [[[]]], { _errors: [] }, note(), good),
);

/** A note with something wrong: its lines moved, doubled, cut, relabelled, or with strange characters. */
const brokenNote = fc
  .tuple(
    fc.shuffledSubarray([0, 1, 2, 3], { minLength: 2 }),
    text,
    fc.integer({ min: 0, max: 120 }),
    fc.nat(5),
  )
  .map(([order, strange, at, kind]) => {
    const lines = note().split("\n");
    if (kind === 0) return order.map((line) => lines[line]).join("\n");
    if (kind === 1) return note().slice(0, at) + strange + note().slice(at);
    if (kind === 2) return note().replace("0.85", strange);
    if (kind === 3) return note(strange);
    if (kind === 4) return lines.join(strange);
    return note().slice(at);
  });

const fields = [
  ...Object.keys(good),
  "category",
  "escalationReason",
  "confidence",
  "conversationId",
  "other",
];

/** A body: fields with the wrong things in them, a broken note, broken JSON, or bytes. */
const body: fc.Arbitrary<string | Uint8Array> = fc.oneof(
  fc
    .tuple(fc.constantFrom(...fields), value)
    .map(([name, wrong]) => JSON.stringify({ ...good, [name]: wrong })),
  brokenNote.map((broken) => JSON.stringify({ ...good, note: broken })),
  fc
    .tuple(fc.nat(120), fc.string({ unit: "binary", maxLength: 3 }))
    .map(([at, strange]) => JSON.stringify(good).slice(0, at) + strange + JSON.stringify(good).slice(at + 1)),
  value.map((any) => JSON.stringify(any) ?? ""),
  fc.uint8Array({ maxLength: 200 }),
  fc.nat(150).map((cut) => JSON.stringify(good).slice(0, cut)),
  fc.constantFrom("", "[".repeat(30_000), `${" ".repeat(70_000)}{}`, `{"note":"x","note":"y"}`, "\ufeff{}"),
);

const headerText = fc.string({ unit: "grapheme-ascii", maxLength: 80 });

type HeaderMaker = (raw: Uint8Array, now: number) => Record<string, string>;

/** Ways to show who one is: rightly, most often, so that the body is read. */
const proof: fc.Arbitrary<HeaderMaker> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<HeaderMaker>(() => ({ "x-auth-token": token })) },
  { weight: 3, arbitrary: fc.constant<HeaderMaker>((raw, now) => signed(raw, now, {})) },
  {
    weight: 1,
    arbitrary: headerText.map(
      (wrong): HeaderMaker =>
        () => ({ "x-auth-token": wrong }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(headerText, headerText).map(
      ([wrong, time]): HeaderMaker =>
        () => ({ "x-signature": wrong, "x-timestamp": time }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.integer({ min: -1e13, max: 1e13 }), fc.boolean()).map(
      ([off, isCut]): HeaderMaker =>
        (raw, now) =>
          signed(isCut ? raw.subarray(1) : raw, now + off, { by: secret }),
    ),
  },
);

const extras: fc.Arbitrary<Record<string, string>> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: headerText.map((key) => ({ "idempotency-key": key })) },
  { weight: 1, arbitrary: headerText.map((type) => ({ "content-type": type })) },
);

const request = fc.record({
  body,
  proof,
  extras,
  method: fc.constantFrom("POST", "POST", "POST", "POST", "PUT", "GET"),
});

/** Sends what nobody should send, and counts what came of it. */
export async function sendMalformed(requests: number, seed = 20261121): Promise<MalformedReport> {
  const t = await openTestDesk({ env: ingestEnv });
  for (const setting of ["limits.handoffs_per_second", "limits.handoff_burst"]) await t.set(setting, 10_000);
  const report: MalformedReport = { sent: 0, statuses: {}, faults: [], strange: [], halves: 0 };
  const acknowledged = { tickets: new Set<string>(), notes: 0 };
  for (const { body: sent, proof: prove, extras: more, method } of fc.sample(request, {
    seed,
    numRuns: requests,
  })) {
    const raw = typeof sent === "string" ? new TextEncoder().encode(sent) : sent;
    t.clock.advance(10);
    const answer = await t.request("/ingest/oa-handoff", {
      method,
      headers: { "content-type": "application/json", ...prove(raw, t.clock.now()), ...more },
      ...(method === "GET" ? {} : { body: raw }),
      address: `10.0.${report.sent % 250}.${Math.floor(report.sent / 250) % 250}`,
    });
    report.sent++;
    report.statuses[answer.status] = (report.statuses[answer.status] ?? 0) + 1;
    const said = (await answer.json()) as Record<string, unknown>;
    const shown = `${answer.status} ${JSON.stringify(said).slice(0, 200)}`;
    if (answer.status >= 500) report.faults.push(shown);
    const isFit =
      answer.status === 200 ? said["status"] === "ok" : said["status"] === "error" && said["code"];
    if (!isFit || typeof said["requestId"] !== "string" || !documented.has(String(answer.status)))
      report.strange.push(shown);
    if (answer.status !== 200 || answer.headers.get("idempotency-replayed")) continue;
    if (said["created"]) acknowledged.tickets.add(String(said["ticketId"]));
    else acknowledged.notes++;
  }
  const [[tickets, notes, handoffs] = []] = await t.desk.database.slow.read(
    "SELECT (SELECT count(*) FROM tickets), (SELECT count(*) FROM ticket_notes), (SELECT count(*) FROM handoffs)",
  );
  const known = acknowledged.tickets.size + acknowledged.notes;
  report.halves =
    Math.abs(Number(tickets) - acknowledged.tickets.size) +
    Math.max(0, Number(notes) - acknowledged.notes) +
    Math.abs(Number(handoffs) - known);
  await t.close();
  return report;
}
