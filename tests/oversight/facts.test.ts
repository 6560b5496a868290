import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import { type Client, decided, expectAudited, laySiege, type Siege, strangers, unitOf } from "./siege.ts";

let s: Siege;
let app: Client;
let serial = 0;

beforeAll(async () => {
  s = await laySiege();
  app = await s.client();
});
afterAll(() => s.close());

const number = () => `+1555014${String(10 + ++serial).padStart(4, "0")}`;

/** A customer with history, and the request to delete them. */
async function deletion() {
  const phone = number();
  const contact = await s.contact(`Customer ${serial}`, phone, app.token);
  await s.customerWrites(phone);
  return { phone, contact, id: await s.ask("contact_delete", { id: contact }, app.token) };
}

const exists = async (contact: string) =>
  (await s.rows("SELECT 1 FROM contacts WHERE id = ?", contact)).length === 1;

describe("a record that changes between card and click makes the request stale", () => {
  type Deletion = Awaited<ReturnType<typeof deletion>>;
  const changes: [string, (of: Deletion) => Promise<unknown>][] = [
    ["a text comes in", ({ phone }) => s.customerWrites(phone, "One more thing")],
    ["a text goes out", ({ phone }) => s.call("send_sms", { to: [phone], content: "Hi" }, app.token)],
    [
      "another contact is merged into it",
      async ({ contact }) => {
        const gone = await s.contact("Double", number(), app.token);
        expect((await s.call("contact_merge", { id: gone, into: contact }, app.token)).status).toBe(200);
      },
    ],
    [
      "somebody changes its name",
      ({ contact }) =>
        s.tamper(sql`UPDATE contacts SET name = 'Another', version = version + 1 WHERE id = ${contact}`),
    ],
    [
      "a name changes without its version",
      ({ contact }) => s.tamper(sql`UPDATE contacts SET name = 'Another' WHERE id = ${contact}`),
    ],
    [
      "a version changes and nothing that is shown",
      ({ contact }) => s.tamper(sql`UPDATE contacts SET version = version + 1 WHERE id = ${contact}`),
    ],
    [
      "it gets another number",
      ({ contact }) =>
        s.tamper(
          sql`INSERT INTO contact_phones (phone, contact_id, raw, created_at) VALUES (${number()}, ${contact}, '', 1)`,
        ),
    ],
  ];

  test.each(changes)("%s", async (_name, change) => {
    const asked = await deletion();
    await change(asked);
    await s.audited();
    const stale = await s.allow(asked.id);
    expect([stale.status, stale.state, await exists(asked.contact)]).toEqual([200, "stale", true]);
    await expectAudited(s, { operation: "authorization.decide", outcome: "done" });
    const fresh: string = stale.body.data.replaced_by;
    expect((await s.allow(asked.id)).code).toBe("CONFLICT");
    const told = (await s.call("get_authorization", { queue_id: asked.id }, app.token)).body;
    expect([told.status, told.replaced_by]).toEqual(["stale", fresh]);
    const { data } = await (await s.ada.browser.get(`/api/authorizations/${fresh}`)).json();
    expect([data.status, data.replaces, data.before]).toEqual(["pending", asked.id, expect.any(Array)]);
    expect(data.client_id).toBe(app.id);
    expect([(await s.allow(fresh)).state, await exists(asked.contact)]).toEqual(["executed", false]);
  });

  test("and so do the facts of texts: a name, an opt-out, a line, a text that went another way", async () => {
    for (const change of [
      async ([first]: string[]) => void (await s.contact("Mallory", first!, app.token)),
      async ([first]: string[]) => await s.customerWrites(first!, "STOP"),
      async () => await s.tamper(sql`UPDATE lines SET name = name || '!'`),
      async ([first]: string[], content: string) =>
        void (await s.call("send_sms", { to: [first], content }, (await s.client()).token)),
    ]) {
      await s.later(86_400_000);
      serial += 10;
      const to = strangers(6, serial * 10);
      const content = crypto.randomUUID();
      const id = await s.ask("send_bulk_sms", { to, content }, app.token);
      await change(to, content);
      const before = await s.textsOf(content);
      expect((await s.allow(id)).state).toBe("stale");
      expect(await s.textsOf(content)).toBe(before);
    }
  });

  test("it fails where the record is gone, and says where it went", async () => {
    const [merged, deleted] = [await deletion(), await deletion()];
    const into = await s.contact("Stays", number(), app.token);
    const other = await s.client();
    await s.allow(await s.ask("contact_merge", { id: merged.contact, into }, other.token));
    await s.allow(await s.ask("contact_delete", { id: deleted.contact }, other.token));
    for (const { id } of [merged, deleted]) expect((await s.allow(id)).state).toBe("failed");
    expect([await exists(into), await exists(merged.contact)]).toEqual([true, false]);
  });

  test("a rule that was to be made with it is not made", async () => {
    const { id, phone } = await deletion();
    await s.customerWrites(phone);
    expect((await s.allow(id, { upgrade_permission: true })).state).toBe("stale");
    expect(await s.rows("SELECT count(*) FROM policies")).toEqual([[0]]);
  });

  test("also at the last moment of the click", async () => {
    const asked = await deletion();
    const gone = await s.contact("Gone", number(), app.token);
    const merge = () => s.call("contact_merge", { id: gone, into: asked.contact }, app.token);
    const given = await s.lastMoment(unitOf.removal, merge, () => s.allow(asked.id));
    expect([given.state, await exists(asked.contact), await exists(gone)]).toEqual(["stale", true, false]);
  });
});

describe("the same call, asked again", () => {
  const bulk = (more: object = {}) => ({ to: strangers(6, 7000), content: "The same", ...more });

  test("is the same request, however its JSON is written", async () => {
    const id = await s.ask("send_bulk_sms", bulk(), app.token);
    const { to, content } = bulk();
    for (const [name, args] of [
      ["send_bulk_sms", { content, to }],
      ["bulk-messages", bulk()],
      ["message.send_bulk", bulk()],
      ["send_bulk_sms", bulk({ reasoning: "Another reason" })],
      ["send_bulk_sms", bulk({ idempotency_key: "k" })],
    ] as const)
      expect(await s.ask(name, args, app.token)).toBe(id);
    const escaped = JSON.stringify(bulk()).replace("The", "\\u0054he").replace("{", '{ "reasoning" : "x",  ');
    const answer = await s.t.request("/api/v1/tools/send_bulk_sms", {
      method: "POST",
      headers: { authorization: `Bearer ${app.token}`, "content-type": "application/json" },
      body: escaped,
    });
    expect((await answer.json()).queue_id).toBe(id);
    const all = await Promise.all(
      Array.from({ length: 30 }, () => s.ask("send_bulk_sms", bulk(), app.token)),
    );
    expect(new Set(all)).toEqual(new Set([id]));
    const numbers = await Promise.all(
      ['{"days":9}', '{"days":9.0}', '{"days":90e-1}'].map(async (body) => {
        const headers = { authorization: `Bearer ${app.token}`, "content-type": "application/json" };
        const answer = await s.t.request("/api/v1/tools/token_extend", { method: "POST", headers, body });
        return (await answer.json()).queue_id;
      }),
    );
    expect([new Set(numbers).size, typeof numbers[0]]).toEqual([1, "string"]);
    await s.deny(id);
  });

  test("with one letter that looks alike it is another, which waits too", async () => {
    const content = "Caf\u00e9 Apollo";
    const first = await s.ask("send_bulk_sms", bulk({ content }), app.token);
    const others = [
      "Cafe\u0301 Apollo",
      "Caf\u00e9 \u0410pollo",
      "Caf\u00e9\u200b Apollo",
      "Caf\u00e9 Apollo\u00a0",
    ];
    for (const other of others) {
      const id = await s.ask("send_bulk_sms", bulk({ content: other }), app.token);
      expect(id).not.toBe(first);
    }
    expect((await s.allow(first)).state).toBe("executed");
    for (const other of others) expect(await s.textsOf(other)).toBe(0);
  });

  test("with its numbers spelt in another way it shows the same, and is sent once however often it is allowed", async () => {
    const content = "Spelt twice";
    const spelt = [
      "(555) 012-7600",
      "555.012.7601",
      "1 555 012 7602",
      "tel:+15550127603",
      "+15550127604",
      "+1 (555) 012 7605",
    ];
    const plain = strangers(6, 7590);
    const ids = [
      await s.ask("send_bulk_sms", { to: plain, content }, app.token),
      await s.ask("send_bulk_sms", { to: spelt, content }, app.token),
    ];
    const shown = await Promise.all(
      ids.map(
        async (id) =>
          (await (await s.ada.browser.get(`/api/authorizations/${id}`)).json()).data.facts.recipients,
      ),
    );
    expect(shown).toEqual([plain, plain]);
    expect((await s.allow(ids[0]!)).state).toBe("executed");
    expect((await s.allow(ids[1]!)).state).toBe("stale");
    expect(await s.textsOf(content)).toBe(6);
  });

  test("after a denial it is refused with the person's words, and nobody is asked", async () => {
    const args = bulk({ content: "Denied" });
    const id = await s.ask("send_bulk_sms", args, app.token);
    await s.deny(id, { notes: "Not on a Saturday." });
    await s.audited();
    for (const answer of [
      await s.call("send_bulk_sms", args, app.token),
      await s.call("bulk-messages", { content: "Denied", to: args.to, reasoning: "Please" }, app.token),
      await s.call("send_bulk_sms", args, app.token, { "idempotency-key": "again" }),
    ])
      expect([answer.status, answer.body.code, answer.body.note, answer.body.refs]).toEqual([
        403,
        "FORBIDDEN",
        "Not on a Saturday.",
        { queue_id: id },
      ]);
    await expectAudited(s, { operation: "message.send_bulk", outcome: "FORBIDDEN", client: app.id });
    const open =
      "SELECT count(*) FROM authorization_requests WHERE state = 'pending' AND input LIKE '%Denied%'";
    expect([await s.rows(open), await s.textsOf("Denied")]).toEqual([[[0]], 0]);
    await s.later(86_400_000);
    expect((await s.call("send_bulk_sms", args, app.token)).status).toBe(202);
  });

  test("after it has run it is answered with its result, and nothing is sent again", async () => {
    const args = bulk({ content: "Sent once", allowDuplicate: true });
    const id = await s.ask("send_bulk_sms", args, app.token);
    const allowed = await s.allow(id);
    for (const key of ["", "one", "two"]) {
      const { status, body, headers } = await s.call(
        "send_bulk_sms",
        args,
        app.token,
        key ? { "idempotency-key": key } : {},
      );
      expect([status, headers.get("idempotency-replayed")]).toEqual([200, "true"]);
      expect(body.messages.map(({ id: message }: { id: string }) => message)).toEqual(
        allowed.body.data.result.messages.map(({ id: message }: { id: string }) => message),
      );
    }
    expect(await s.textsOf("Sent once")).toBe(6);
  });

  test("after the facts have changed it is a new request, and the old one is stale", async () => {
    const { phone, contact, id } = await deletion();
    await s.customerWrites(phone);
    const again = await s.ask("contact_delete", { id: contact }, app.token);
    expect([again === id, await s.stateOf(id), await s.stateOf(again)]).toEqual([false, "stale", "pending"]);
    expect((await decided(s.decide(s.ada, id, { decision: "authorized" }))).code).toBe("CONFLICT");
    expect([(await s.allow(again)).state, await exists(contact)]).toEqual(["executed", false]);
  });
});
