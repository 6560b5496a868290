import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { ingestEnv, note, post, secret, signed, token } from "./caller.ts";

let t: TestDesk;

beforeAll(async () => {
  t = await openTestDesk({ env: ingestEnv, overHttp: true });
  await t.set("limits.handoffs_per_second", 5000);
  await t.set("limits.handoff_burst", 5000);
});

afterAll(() => t.close());

const full = {
  note: "Category: Outage\nReason: TwoStepsNoResolve\nSummary: Complete service outage affecting multiple customers\nConfidence: 0.95",
  category: "Outage",
  escalationReason: "TwoStepsNoResolve",
  confidence: "0.95",
  callerNumber: "+12345678900",
  oaKey: "oa-12345",
  source: "OutageAgent",
};

describe("the documented exchange", () => {
  test("opens TKT-1000, and finds it when it comes again", async () => {
    const first = await post(t, full);
    expect([first.status, first.headers.get("content-type")]).toEqual([
      200,
      "application/json;charset=utf-8",
    ]);
    expect(first.body).toEqual({
      status: "ok",
      created: true,
      ticketId: "TKT-1000",
      ticketUrl: "http://localhost:3000/tickets/1000",
      category: "Outage",
      escalationReason: "TwoStepsNoResolve",
      confidence: "0.95",
      echo: { oaKey: "oa-12345", callerNumber: "+12345678900" },
      matchedBy: null,
      say: "Your ticket number is 1 0 0 0.",
      requestId: first.headers.get("x-request-id"),
    });
    const second = await post(t, full);
    expect(second.body).toEqual({
      ...first.body,
      created: false,
      matchedBy: "oaKey",
      say: "You already have ticket 1 0 0 0. I have added this to it.",
      requestId: second.headers.get("x-request-id"),
    });
  });

  test("takes the note alone, and makes the rest of it", async () => {
    const { status, body } = await post(t, {
      note: "Category: WiFi\nReason: CallerRequested\nSummary: Customer unable to connect to WiFi\nConfidence: 0.85",
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      created: true,
      ticketId: "TKT-1001",
      category: "WiFi",
      escalationReason: "CallerRequested",
      confidence: "0.85",
      echo: {},
    });
  });

  test("takes what a platform had nothing for as left out, and a line break behind the last line", async () => {
    const nothing = { callerNumber: "", conversationId: null, oaKey: "", source: null, category: "" };
    const { status, body } = await post(t, { note: `${note("Nobody known")}\n`, ...nothing });
    expect([status, body.created, body.echo]).toEqual([200, true, {}]);
  });

  test.each([
    ["sip:+15550100251@sip.example.com;user=phone", "+15550100251"],
    ["sip:anonymous@anonymous.invalid", null],
    ["anonymous", null],
    ["No Caller ID", null],
    ["Private Number", null],
    ["+266696687", null],
    ["+86282452253", null],
    ["911", null],
    ["(555) 010-0252", "+15550100252"],
  ])("reads the caller of %p as %p", async (callerNumber, caller) => {
    const { body } = await post(t, { note: note(`Of ${callerNumber}`), callerNumber });
    const [row] = await t.desk.database.slow.read("SELECT caller FROM tickets WHERE number = ?", [
      Number(body.ticketId.slice(4)),
    ]);
    expect(row).toEqual([caller]);
  });

  test("takes a confidence that is a number, and says it back as a text", async () => {
    const { body } = await post(t, { note: note("A number"), confidence: 0.85 });
    expect(body.confidence).toBe("0.85");
  });

  test("tells when somebody will be in touch, where that is set", async () => {
    await t.set("helpdesk.response_time", "2 hours.");
    const nobody = await post(t, { note: note("Who?") });
    expect(nobody.body.say).not.toContain("contact you");
    const { body } = await post(t, { note: note("When?"), callerNumber: "+15550100281" });
    expect(body.say).toMatch(
      /^Your ticket number is 1 0 \d \d\. Somebody will contact you within 2 hours\.$/,
    );
    await t.set("helpdesk.response_time", "");
  });
});

const line = (number: number, label: string) =>
  `Line ${number} must be "${label}: …", with this capital and one space`;
const summary = (length: number) => note("s".repeat(length));
const wrong: [string, unknown, Record<string, unknown>][] = [
  [
    "a short note",
    { note: "short" },
    { note: { _errors: ["String must contain at least 10 character(s)"] } },
  ],
  ["no note", {}, { note: { _errors: ["Required"] } }],
  ["a note that is a number", { note: 5 }, { note: { _errors: ["Expected string, received number"] } }],
  ["a note that is null", { note: null }, { note: { _errors: ["Expected string, received null"] } }],
  [
    "a note of 351 characters",
    { note: "x".repeat(351) },
    { note: { _errors: ["String must contain at most 350 character(s)"] } },
  ],
  [
    "a summary of 251 characters",
    { note: summary(251) },
    { note: { _errors: ["Summary must contain at most 250 character(s)"] } },
  ],
  [
    "three lines",
    { note: "Category: WiFi\nReason: Other\nSummary: x" },
    { note: { _errors: ["Note must have exactly 4 lines: Category, Reason, Summary, Confidence"] } },
  ],
  [
    "five lines",
    { note: `${note()}\nMore` },
    { note: { _errors: ["Note must have exactly 4 lines: Category, Reason, Summary, Confidence"] } },
  ],
  [
    "lines in another order",
    { note: "Reason: Other\nCategory: WiFi\nSummary: x\nConfidence: 0.5" },
    { note: { _errors: [line(1, "Category"), line(2, "Reason")] } },
  ],
  [
    "a label in small letters",
    { note: "category: WiFi\nReason: Other\nSummary: x\nConfidence: 0.5" },
    { note: { _errors: [line(1, "Category")] } },
  ],
  [
    "a category there is not",
    { note: note("x", "Plumbing") },
    { note: { _errors: ["Category must be one of Outage, WiFi, CGNAT, Wiring, EquipmentReturn, Unknown"] } },
  ],
  [
    "a confidence above 1",
    { note: note().replace("0.85", "1.01") },
    { note: { _errors: ["Confidence must be a number from 0 to 1"] } },
  ],
  [
    "a confidence with an exponent",
    { note: note().replace("0.85", "1e-1") },
    { note: { _errors: ["Confidence must be a number from 0 to 1"] } },
  ],
  [
    "an empty summary",
    { note: "Category: WiFi\nReason: Other\nSummary: \nConfidence: 0.5" },
    { note: { _errors: ['Line 3 has nothing behind "Summary:"'] } },
  ],
  [
    "another category beside it",
    { note: note(), category: "Outage" },
    { category: { _errors: ["Must be the same as in the note"] } },
  ],
  [
    "a category that is none",
    { note: note(), category: "x" },
    {
      category: {
        _errors: [
          "Invalid enum value. Expected 'Outage' | 'WiFi' | 'CGNAT' | 'Wiring' | 'EquipmentReturn' | 'Unknown', received 'x'",
        ],
      },
    },
  ],
  [
    "another confidence beside it",
    { note: note(), confidence: "0.9" },
    { confidence: { _errors: ["Must be the same as in the note"] } },
  ],
  [
    "a confidence that is none",
    { note: note(), confidence: "high" },
    { confidence: { _errors: ["Must be a number from 0 to 1"] } },
  ],
  [
    "a number that cannot be read",
    { note: note(), callerNumber: "call me" },
    {
      callerNumber: {
        _errors: [
          "Give it with its country code, such as +15551234567, or leave it out. Without one it is read as a number in US (business.region).",
        ],
      },
    },
  ],
  [
    "a number that a platform has not filled in",
    { note: note(), callerNumber: "{{system__caller_id}}" },
    { callerNumber: { _errors: ["It is a placeholder that was not filled in."] } },
  ],
  [
    "a field there is not",
    { note: note(), colour: "red" },
    { _errors: ["Unrecognized key(s) in object: 'colour'"] },
  ],
];

describe("what is refused", () => {
  test.each(wrong)("%s, in the documented words", async (_name, payload, details) => {
    const before = await count();
    const { status, body, headers } = await post(t, payload);
    expect([status, body]).toEqual([
      400,
      {
        status: "error",
        code: "VALIDATION_ERROR",
        message: "Invalid request payload",
        details,
        say: "One moment, please.",
        requestId: headers.get("x-request-id"),
      },
    ]);
    expect(await count()).toEqual(before);
  });

  test.each(["[]", "null", '"note"', "{", "", "\u0000", '{"note":"x"}{'])(
    "a body that is no object: %p",
    async (body) => {
      const { status, body: said } = await post(t, body);
      expect([status, said.details]).toEqual([400, { _errors: ["The body must be one JSON object"] }]);
    },
  );

  test("a body of another kind, or above 64 KiB", async () => {
    const plain = await post(t, "note", { "x-auth-token": token, "content-type": "text/plain" });
    expect([plain.status, plain.body.code]).toEqual([415, "UNSUPPORTED_MEDIA_TYPE"]);
    const large = await post(t, { note: "x".repeat(65 * 1024) });
    expect([large.status, large.body.code]).toEqual([413, "PAYLOAD_TOO_LARGE"]);
  });

  test("another method", async () => {
    const answer = await t.request("/ingest/oa-handoff", { headers: { "x-auth-token": token } });
    expect([answer.status, answer.headers.get("allow"), (await answer.json()).code]).toEqual([
      405,
      "POST",
      "METHOD_NOT_ALLOWED",
    ]);
  });
});

test.each(["category", "escalationReason", "confidence", "callerNumber", "source", "oaKey"])(
  "a %s that is something strange is refused, and is no fault of the desk's",
  async (name) => {
    const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    for (const strange of ['{"toString":1,"valueOf":1}', deep, "1e999"]) {
      const raw = JSON.stringify({ note: note() }).replace("}", `,"${name}":${strange}}`);
      const { status, body } = await post(t, raw);
      expect([status, Object.keys(body.details)]).toEqual([400, [name]]);
    }
  },
);

describe("characters", () => {
  test("that nobody sees are no summary, and a hundred marks on a letter are more than one", async () => {
    for (const [summary, problem] of [
      ["\u200b\u200b", "Summary has nothing to see in it"],
      [`e${"\u0301".repeat(4500)}`, "Summary must contain at most 250 character(s)"],
    ] as const)
      expect((await post(t, { note: note(summary) })).body.details.note._errors).toEqual([problem]);
  });

  test("are counted as a person counts them", async () => {
    const family = "👨‍👩‍👧‍👦";
    expect((await post(t, { note: note(family.repeat(250)) })).status).toBe(200);
    expect((await post(t, { note: note(family.repeat(251)) })).body.details.note._errors).toEqual([
      "Summary must contain at most 250 character(s)",
    ]);
  });
});

async function count() {
  return await t.desk.database.slow.read(
    "SELECT (SELECT count(*) FROM tickets), (SELECT count(*) FROM ticket_notes)",
  );
}

const authMessage = "Authentication required (provide x-auth-token or x-signature + x-timestamp)";

describe("who may hand over", () => {
  const raw = JSON.stringify({ note: note("Signed") });
  const now = () => t.clock.now();

  test("whoever signs the very bytes", async () => {
    const spaced = `  ${JSON.stringify({ source: "x", note: note("Odd bytes") }, null, 3)}\n`;
    for (const body of [raw, spaced, raw.replace("Signed", "Sign\\u0065d")])
      expect((await post(t, body, signed(body, now()))).status).toBe(200);
  });

  test("a number as it stands in the bytes: 1.0 is not 1", async () => {
    const written = `{"note":${JSON.stringify(note("Sure").replace("0.85", "1.0"))},"confidence":1.0}`;
    const again = JSON.stringify(JSON.parse(written));
    const taken = await post(t, written, signed(written, now()));
    expect([written === again, taken.status, taken.body.confidence]).toEqual([false, 200, "1"]);
    expect((await post(t, written, signed(again, now()), "198.51.100.90")).status).toBe(401);
  });

  const [wrong, misfit] = [
    "x-auth-token is not what INGEST_TOKEN says",
    "x-signature does not fit x-timestamp and these bytes with INGEST_HMAC_SECRET",
  ];
  const unlike = "x-signature is not sha256= and 64 hexadecimal digits";
  const seconds = "x-timestamp is not milliseconds since 1970, 13 digits";
  /** What is sent, and what stands in the log. */
  const refused: [string, () => Record<string, string>, string][] = [
    ["nothing", () => ({}), "there is neither x-auth-token nor x-signature"],
    ["another token", () => ({ "x-auth-token": "another-token-that-is-long" }), wrong],
    ["an empty token", () => ({ "x-auth-token": "" }), wrong],
    ["another token beside a right signature", () => ({ "x-auth-token": "x", ...signed(raw, now()) }), wrong],
    ["another secret", () => signed(raw, now(), { by: "another" }), misfit],
    ["a changed byte", () => signed(`${raw} `, now()), misfit],
    ["reordered keys", () => signed(JSON.stringify({ source: "a", note: "b" }), now()), misfit],
    ["no timestamp", () => ({ "x-signature": signed(raw, now())["x-signature"] ?? "" }), seconds],
    ["another timestamp", () => ({ ...signed(raw, now()), "x-timestamp": String(now() + 1) }), misfit],
    [
      "a timestamp of five minutes and a second ago",
      () => signed(raw, now() - 301_000),
      "x-timestamp is 301 s behind the desk's clock",
    ],
    [
      "a timestamp ahead",
      () => signed(raw, now() + 301_000),
      "x-timestamp is 301 s ahead of the desk's clock",
    ],
    [
      "a timestamp in seconds",
      () => signed(raw, now(), { timestamp: String(Math.floor(now() / 1000)) }),
      seconds,
    ],
    [
      "no scheme",
      () => ({ ...signed(raw, now()), "x-signature": signed(raw, now())["x-signature"]?.slice(7) ?? "" }),
      unlike,
    ],
    [
      "capitals",
      () => ({
        ...signed(raw, now()),
        "x-signature": signed(raw, now())["x-signature"]?.toUpperCase() ?? "",
      }),
      unlike,
    ],
  ];

  test.each(refused)("nobody with %s, and the log says why", async (_name, headers, why) => {
    const { status, body } = await post(
      t,
      raw,
      headers(),
      `198.51.100.${refused.findIndex(([n]) => n === _name) + 1}`,
    );
    expect([status, body]).toEqual([
      401,
      {
        status: "error",
        code: "AUTH_REQUIRED",
        message: authMessage,
        say: "I am sorry, I cannot open a ticket at the moment.",
        requestId: body.requestId,
      },
    ]);
    const lines = t.log.filter((entry) => entry.includes(body.requestId) && entry.includes("refused"));
    expect(lines.map((entry) => JSON.parse(entry).why)).toEqual([why]);
  });

  test("up to five minutes either way", async () => {
    for (const off of [-299_000, 299_000]) {
      const body = JSON.stringify({ note: note(`Off by ${off}`) });
      expect((await post(t, body, signed(body, now() + off))).status).toBe(200);
    }
  });

  test("the same signed bytes get the answer that there was, and do nothing again", async () => {
    const body = JSON.stringify({ note: note("Once"), callerNumber: "+15550100777" });
    const headers = signed(body, now());
    const first = await post(t, body, headers);
    const before = await count();
    const again = await post(t, body, headers);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(await count()).toEqual(before);
  });

  test("who guesses is kept out for a while, and nobody else", async () => {
    const address = "198.51.100.77";
    for (let n = 0; n < 20; n++)
      expect((await post(t, raw, { "x-auth-token": `wrong ${n}` }, address)).status).toBe(401);
    const kept = await post(t, raw, { "x-auth-token": "wrong again" }, address);
    expect([kept.status, kept.body.code, kept.body.retryAfter > 0]).toEqual([
      429,
      "RATE_LIMIT_EXCEEDED",
      true,
    ]);
    expect((await post(t, raw, { "x-auth-token": token }, address)).status).toBe(200);
    expect((await post(t, raw, { "x-auth-token": "wrong" }, "198.51.100.78")).status).toBe(401);
  });
});

describe("a desk where handoffs are not set up", () => {
  test("says so", async () => {
    const bare = await openTestDesk({ overHttp: true });
    const { status, body } = await post(bare, { note: note() });
    expect([status, body.code]).toEqual([501, "NOT_CONFIGURED"]);
    await bare.close();
  });

  test("takes both secrets of a rotation, as one credential", async () => {
    const rotating = await openTestDesk({
      overHttp: true,
      env: { INGEST_TOKEN: `${token}-new,${token}`, INGEST_HMAC_SECRET: `${secret}-new,${secret}` },
    });
    const key = { "idempotency-key": "k1" };
    const first = await post(rotating, { note: note() }, { "x-auth-token": token, ...key });
    const again = await post(rotating, { note: note() }, { "x-auth-token": `${token}-new`, ...key });
    expect([first.status, again.body]).toEqual([200, first.body]);
    const raw = JSON.stringify({ note: note("Both") });
    for (const by of [secret, `${secret}-new`])
      expect((await post(rotating, raw, signed(raw, rotating.clock.now(), { by }))).status).toBe(200);
    await rotating.close();
  });
});
