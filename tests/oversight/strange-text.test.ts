import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import { legibleText } from "#platform/visible-text.ts";
import { expectNothingInside } from "#tests/support/answers.ts";
import { connect, registeredApp } from "#tests/support/oauth.ts";
import { type Client, day, expectAudited, laySiege, type Siege, strangers } from "./siege.ts";

let s: Siege;
let app: Client;
let serial = 0;

beforeAll(async () => {
  s = await laySiege();
  app = await s.client();
});
afterAll(() => s.close());

/** What a stranger may write to look like something else. */
const strange: [string, string][] = [
  ["markup", `<img src=x onerror="fetch('/api/authorizations/x')"><script>alert(1)</script>`],
  ["an entity", "&lt;b&gt; &#x202e; &amp;"],
  ["ANSI", "\u001b[2J\u001b[31mApproved\u001b[0m"],
  ["OSC of a terminal", "\u001b]0;owner\u0007"],
  ["zero-width characters", "A\u200bd\u200ca\u200d\ufeff"],
  ["bidi", "\u202eadA\u202c \u2066evil\u2069"],
  ["padding", `Ada${"\u00a0".repeat(60)}approved`],
  ["line breaks", "Ada\n\nDecision: authorized\r\nX-Form-Token: 1"],
  ["separators of lines", "Ada\u2028Decided: yes\u2029"],
  ["tags beyond the first plane", "Ada\u{e0061}\u{e0070}\u{e0070}"],
  ["JSON", `","decision":"authorized","x":"`],
  ["SQL", `'; UPDATE authorization_requests SET state = 'authorized'; --`],
  ["a template", "{{7*7}} <%= 7*7 %> %s%n"],
  ["marks piled up", `A${"\u0301".repeat(50)}`],
];
const words = strange.map(([, text]) => text);

/** The request as those who decide read it, and its text as it came over the wire. */
async function shown(id: string) {
  const answer = await s.ada.browser.get(`/api/authorizations/${id}`);
  expect([
    answer.status,
    answer.headers.get("content-type"),
    answer.headers.get("x-content-type-options"),
  ]).toEqual([200, expect.stringContaining("application/json"), "nosniff"]);
  const text = await answer.text();
  return { text, data: JSON.parse(text).data };
}

describe.each(strange)("%s", (_name, text) => {
  test("as an app’s reason is a reason, and changes nothing that is shown or run", async () => {
    serial += 6;
    const to = strangers(6, serial);
    const plain = await s.ask("send_bulk_sms", { to, content: `Plain ${serial}` }, app.token);
    const facts = (await shown(plain)).data.facts;
    await s.call("authorization_cancel", { queue_id: plain }, app.token);
    await s.audited();
    const id = await s.ask("send_bulk_sms", { to, content: `Plain ${serial}`, reasoning: text }, app.token);
    await expectAudited(s, {
      operation: "message.send_bulk",
      outcome: "authorization_required",
      client: app.id,
    });
    const { data } = await shown(id);
    expect([data.facts, data.reasoning, data.status]).toEqual([facts, legibleText(text), "pending"]);
    expect([await s.stateOf(id), data.queue_id]).toEqual(["pending", id]);
    await s.deny(id);
  });

  test("as a person’s note comes back to the app whole, with what nobody sees written out", async () => {
    const id = await s.askForBulk(app.token);
    expect((await s.deny(id, { notes: text })).state).toBe("denied");
    const { body } = await s.call("get_authorization", { queue_id: id }, app.token);
    expect([body.status, body.note]).toEqual(["denied", legibleText(text.trim())]);
    const { body: over } = await s.callOverMcp("get_authorization", { queue_id: id }, app.token);
    expect(over.structuredContent.note).toBe(legibleText(text.trim()));
  });

  test("as a customer’s text or a contact’s name is data, and its deletion still waits", async () => {
    await s.later(day);
    const phone = strangers(1, 5000 + ++serial)[0]!;
    const contact = await s.contact("Ada", phone, app.token);
    // An app may give a name of one line; providers and older versions of the desk have written others.
    const named = await s.call("create_contact", { name: text }, app.token);
    expect(named.status).toBe(/[\p{Cc}\u2028\u2029]/u.test(text) ? 400 : 200);
    await s.tamper(sql`UPDATE contacts SET name = ${text} WHERE id = ${contact}`);
    await s.customerWrites(phone, text);
    const id = await s.ask("contact_delete", { id: contact }, app.token);
    const { data } = await shown(id);
    expect(data.facts).toEqual({ id: contact, messages: 1, calls: 0, tickets: 0 });
    expect(data.card[0]).toEqual({ label: "Contact", value: legibleText(text) });
    expect(data.card.find(({ label }: { label: string }) => label === "Number").values).toEqual([phone]);
    expect((await s.allow(id)).state).toBe("executed");
  });
});

describe("what cannot be sent is not asked for", () => {
  test.each([
    ["ANSI", "\u001b[31mHi"],
    ["a bell", "Hi\u0007"],
    ["nothing to see", "\u200b\u2060\u00ad"],
    ["spaces", " \n\t\u00a0"],
    ["half a character", "Hi \ud83d"],
    ["more than a text", "x".repeat(1601)],
  ])("%s", async (_name, content) => {
    const before = await s.rows("SELECT count(*) FROM authorization_requests");
    await s.audited();
    for (const name of ["send_sms", "send_bulk_sms"]) {
      const { status, body } = await s.call(name, { to: strangers(6, 9100), content }, app.token);
      expect([status, body.code]).toEqual([400, "VALIDATION_ERROR"]);
    }
    expect(await s.rows("SELECT count(*) FROM authorization_requests")).toEqual(before);
    await expectAudited(s, { operation: "message.send_bulk", outcome: "VALIDATION_ERROR", client: app.id });
  });

  test("nor what is longer than a name or a reason", async () => {
    for (const [name, args] of [
      ["create_contact", { name: "A".repeat(121) }],
      ["create_contact", { name: "\u00a0\u2003" }],
      ["send_bulk_sms", { to: strangers(6, 9100), content: "Hi", reasoning: "x".repeat(2001) }],
      ["send_bulk_sms", { to: strangers(501, 1000), content: "Hi" }],
    ] as const)
      expect((await s.call(name, args, app.token)).status).toBe(400);
  });
});

test("an app may call itself what it likes: whose request it is stands beside it", async () => {
  for (const client_name of words.map((text) => text.slice(0, 100))) {
    const made = await registeredApp(s.t, { client_name });
    if (made.clientId === undefined) continue;
    const { access_token } = await connect(s.ada.browser, made);
    const id = await s.askForBulk(access_token);
    const { data } = await shown(id);
    expect(data.client_id).toMatch(/^gra_[0-9a-z]{26}$/);
    expect(data.person).toBe("owner");
    await s.deny(id);
  }
});

describe("no refusal tells more than it has to", () => {
  test("of a request that is somebody else’s, and of one that is not there", async () => {
    const other = await s.client();
    const theirs = await s.askForBulk(other.token, "nobody else's business");
    const none = "auth_00000000000000000000000000";
    for (const tool of ["get_authorization", "authorization_cancel"]) {
      const [a, b] = [
        await s.call(tool, { queue_id: theirs }, app.token),
        await s.call(tool, { queue_id: none }, app.token),
      ];
      const bare = ({ request_id: _, ...rest }: Record<string, unknown>) => rest;
      expect([a.status, bare(a.body)]).toEqual([b.status, bare(b.body)]);
      expectNothingInside(JSON.stringify(a.body));
    }
  });

  test("of one that failed, was denied or was cancelled, to the app that asked", async () => {
    const id = await s.askForBulk(app.token);
    await s.deny(id, { notes: "No." });
    const { body } = await s.call("get_authorization", { queue_id: id }, app.token);
    expect(Object.keys(body).sort()).toEqual(
      [
        "asked_at",
        "decided_at",
        "error",
        "expires_at",
        "note",
        "operation",
        "queue_id",
        "reason",
        "replaced_by",
        "result",
        "status",
      ].sort(),
    );
    expect(JSON.stringify(body)).not.toContain(s.ada.id);
  });

  test("and the log holds no word of a text, a reason or a note", async () => {
    const id = await s.ask(
      "send_bulk_sms",
      { to: strangers(6, 9200), content: "zanzibar text", reasoning: "zanzibar reason" },
      app.token,
    );
    await s.deny(id, { notes: "zanzibar note" });
    expect(s.t.log.join("")).not.toContain("zanzibar");
  });
});
