import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { runOperation } from "#src/cli/command.ts";
import { type Office, openOffice } from "#tests/domains/office/office.ts";
import { decider } from "#tests/support/deciding.ts";

/** Lists from elsewhere that are brought in and taken back, and contacts that become one and two again. */
let o: Office;
let decide: Awaited<ReturnType<typeof decider>>;
beforeAll(async () => {
  o = await openOffice();
  decide = await decider(o.t);
});
afterAll(() => o.close());

const count = async () => (await o.t.desk.database.slow.read("SELECT count(*) FROM contacts", []))[0]?.[0];
const preview = (name: string, text: string) =>
  runOperation<{
    fresh: number;
    known: number;
    problems: number;
    first: unknown[];
    duplicates: { by: string }[];
    wrong: { line: number }[];
  }>(o.t.desk, "contact.import_preview", { name, text });
const bring = (name: string, text: string) =>
  runOperation<{ id: string; contacts: number }>(o.t.desk, "contact.import", { name, text });
const undo = (id: string) =>
  runOperation<{ removed: number; kept: number }>(o.t.desk, "contact.import_undo", { id });

const csv = `\uFEFFFirst Name,Last Name,Mobile Phone,E-mail,Street Address,City,State,Zip,Notes,Labels,Gate code
Ana,Ruiz,(312) 555-0204,ana@example.com,45 Willow Lane,Middleton,WI,53562,"Likes the ""long"" ladder",regular; pays late,1234
Ben,Cole,312.555.0205 ::: 312-555-0215,BEN@example.com,,,,,,,
,,,,,,,,only a note,,
Cy,Dent,not a number,,,,,,,,
Anna,Ruiz-Diaz,+1 312 555 0204,,,,,,,,
`;

describe("a list as others write it", () => {
  const google =
    "First Name,Last Name,Phonetic First Name,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - Region,Address 1 - Postal Code\n" +
    'Gus,Goog,,regular ::: * myContacts,* Work,gus@example.com,Mobile,+1 312-555-0298,Home,312-555-0299,Home,"9 Elm St\nMadison, WI 53703",9 Elm St,Madison,WI,53703\n';
  const german =
    "Vorname;Nachname;Handy;E-Mail;Straße;PLZ;Ort\nJürgen;Groß;+49 30 901820;j@example.com;Am Ufer 3;10115;Berlin\n";

  test.each([
    [
      "Google's",
      google,
      "Gus Goog",
      { phones: ["+13125550298", "+13125550299"], tags: ["regular"] },
      "9 Elm St, Madison, WI 53703",
    ],
    [
      "a German spreadsheet",
      german,
      "Jürgen Groß",
      { phones: ["+4930901820"], tags: [] },
      "Am Ufer 3, Berlin, 10115",
    ],
  ])("%s has numbers, address and labels in their places", async (_whose, text, name, more, address) => {
    const { id } = await bring("list.csv", text);
    const { customers } = await o.ask("find_customer", { query: name });
    expect(customers[0]).toMatchObject({ name, attributes: {}, ...more });
    expect(customers[0].addresses).toMatchObject([{ address }]);
    expect((await undo(id)).removed).toBe(1);
  });
});

describe("a list", () => {
  test("is looked through before anything is kept", async () => {
    const before = await count();
    const seen = await preview("old.csv", csv);
    expect([seen.fresh, seen.known, seen.problems]).toEqual([3, 0, 1]);
    expect(seen.first[0]).toEqual({
      ...{ name: "Ana Ruiz", phones: ["+13125550204"], email: "ana@example.com" },
      ...{ address: "45 Willow Lane, Middleton, WI 53562", tags: ["regular", "pays late"] },
    });
    expect(seen.wrong.map(({ line }) => line)).toEqual([4]);
    expect(await count()).toBe(before);
  });

  test("is brought in as one step, shows what is here already, and is taken back as one", async () => {
    const before = await count();
    const { id, contacts } = await bring("old.csv", csv);
    expect([contacts, await count()]).toEqual([3, Number(before) + 3]);
    const { customers } = await o.ask("find_customer", { query: "long ladder" });
    expect(customers[0]).toMatchObject({
      name: "Ana Ruiz",
      attributes: { "Gate code": "1234" },
      tags: ["pays late", "regular"],
    });
    const again = await preview("old.csv", csv);
    expect([again.fresh, again.known, again.duplicates.map(({ by }) => by)]).toEqual([
      ...[1, 3, ["+13125550204", "+13125550205", "+13125550204"]],
    ]);
    // Who was written about since stays.
    await o.ask("contact_add_note", { id: customers[0].id, note: "Called today" });
    expect(await undo(id)).toMatchObject({ removed: 2, kept: 1 });
    expect(await count()).toBe(Number(before) + 1);
    expect((await o.ask("find_customer", { query: "Ben Cole" })).customers).toEqual([]);
    await expect(undo(id)).rejects.toThrow("taken back already");
  });

  test("may be vCards, as a phone writes them", async () => {
    const cards = `BEGIN:VCARD
VERSION:3.0
N:Marsh;Olga;;;
FN:Olga Marsh
TEL;TYPE=CELL:+1 312 555 0301
EMAIL;TYPE=INTERNET:olga@example.com
ADR;TYPE=HOME:;;9 Elm Street;Madison;WI;53703;USA
NOTE:Two cats\\, one dog
CATEGORIES:owner,unit 204
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:Jay Wu
TEL;VALUE=uri:tel:+1-312-555-0302
END:VCARD
`;
    const { id } = await bring("phone.vcf", cards);
    const { customers } = await o.ask("find_customer", { query: "Olga" });
    expect(customers[0]).toMatchObject({
      ...{
        name: "Olga Marsh",
        phones: ["+13125550301"],
        email: "olga@example.com",
        notes: "Two cats, one dog",
      },
      tags: ["owner", "unit 204"],
    });
    expect(customers[0].addresses[0].address).toContain("9 Elm Street");
    expect((await undo(id)).removed).toBe(2);
  });

  test("that is none, or has nobody new, says so and keeps nothing", async () => {
    const before = await count();
    await expect(bring("x", "hello\nworld")).rejects.toThrow("no list of contacts");
    await expect(bring("x", "BEGIN:VCARD\nrubbish")).rejects.toThrow("no list of contacts");
    await expect(bring("x", "Name,Phone\n")).rejects.toThrow("new here");
    expect(await count()).toBe(before);
  });

  test("with formulas, letters nobody sees and a card's number is text, and leaves as such", async () => {
    const nasty = `Name,Phone,Notes\n"=HYPERLINK(""http://evil"")",+13125550401,4111 1111 1111 1111\n"Ada\u202E",+13125550402,x`;
    await bring("nasty.csv", nasty);
    const { csv: all } = await runOperation<{ csv: string }>(o.t.desk, "contact.export_all", {});
    expect(all).toContain(`"'=HYPERLINK`);
    expect(all).not.toContain("4111 1111 1111 1111");
  });

  test("of five thousand is brought in and taken back in one step each", async () => {
    const rows = Array.from({ length: 5000 }, (_, n) => `Customer ${n},+1312${String(5_600_000 + n)}`);
    const before = await count();
    const { id, contacts } = await bring("many.csv", `Name,Phone\n${rows.join("\n")}`);
    expect(contacts).toBe(5000);
    expect((await undo(id)).removed).toBe(5000);
    expect(await count()).toBe(before);
  }, 60_000);
});

describe("two contacts that become one", () => {
  test("are two again with all that was their own, as long as it can be undone", async () => {
    const [left, right] = [await o.customer("Ada Byron"), await o.customer("Ada King")];
    await o.ask("contact_update", {
      ...{
        id: right,
        addresses: [{ label: "Home", address: "12 Dorset Street" }],
        add_tags: ["regular"],
        notes: "Likes engines",
      },
      external_ids: { books: "77" },
    });
    await o.ask("contact_add_note", { id: right, note: "Rang twice" });
    const { appointment } = await o.book(right, "2026-12-07", "10am");
    await o.t.settle();
    const asked = await o.t.tool("contact_merge", { id: right, into: left }, o.token);
    expect(asked.status).toBe(202);
    expect(await decide(asked.body.queue_id)).toBe("executed");
    const whole = (await o.ask("crm_query", { type: "contacts", id: left, include: ["notes"] })).items[0];
    expect(whole).toMatchObject({ notes: "Likes engines", tags: ["regular"], external_ids: { books: "77" } });
    expect([whole.phones.length, whole.dated_notes.length]).toEqual([2, 1]);
    expect((await ticketOf(appointment.ticket_id)).customer.id).toBe(left);

    await o.ask("contact_unmerge", { id: right, reasoning: "They are sisters." });
    const [one, two] = await Promise.all(
      [left, right].map(
        async (id) => (await o.ask("crm_query", { type: "contacts", id, include: ["notes"] })).items[0],
      ),
    );
    expect(one).toMatchObject({ name: "Ada Byron", notes: null, tags: [], external_ids: {}, addresses: [] });
    expect(two).toMatchObject({
      name: "Ada King",
      notes: "Likes engines",
      tags: ["regular"],
      external_ids: { books: "77" },
    });
    expect([one.phones.length, two.phones.length, two.dated_notes.length]).toEqual([1, 1, 1]);
    expect((await ticketOf(appointment.ticket_id)).customer.id).toBe(right);
    expect((await o.refused("contact_unmerge", { id: right, reasoning: "x y" })).code).toBe("NOT_FOUND");
  });

  async function ticketOf(id: string) {
    return (await o.ask("crm_query", { type: "tickets", id, include: ["customer"] })).items[0];
  }
});

describe("a contact", () => {
  test("is changed only in what is named, and not where somebody else has changed it", async () => {
    const id = await o.customer("Grace Hopper", { notes: "Navy" });
    const { contact } = await o.ask("contact_update", {
      id,
      add_emails: ["g@example.com"],
      attributes: { ship: "Mayflower" },
    });
    expect(contact).toMatchObject({ name: "Grace Hopper", notes: "Navy", other_emails: ["g@example.com"] });
    await o.ask("contact_update", { id, name: "Grace B. Hopper", version: contact.version });
    expect((await o.refused("contact_update", { id, name: "Else", version: contact.version })).code).toBe(
      "CONFLICT",
    );
    const other = await o.customer("Else");
    const taken = (await o.ask("crm_query", { type: "contacts", id })).items[0].phones[0];
    expect((await o.refused("contact_update", { id: other, add_phones: [taken] })).refs.contact_id).toBe(id);
  });

  test("and another go together, and more than five of them wait for a person", async () => {
    const made: string[] = [];
    for (let n = 0; n < 8; n++) made.push(await o.customer(`Gone ${n}`));
    const two = await o.ask("crm_action", {
      domain: "contact",
      action: "delete_bulk",
      data: { ids: made.slice(0, 2) },
    });
    expect(two.deleted).toBe(2);
    const six = await o.t.tool("contact_delete_bulk", { ids: made.slice(2) }, o.token);
    expect([six.status, six.body.reason]).toEqual([202, "6 contacts are deleted at once."]);
    expect(await decide(six.body.queue_id)).toBe("executed");
    expect((await o.ask("find_customer", { query: "Gone" })).customers).toEqual([]);
  });

  test("in the archive is in no list, and comes back", async () => {
    const id = await o.customer("Hedy Lamarr");
    await o.ask("crm_update", { domain: "contact", action: "archive", data: { id } });
    const named = async () =>
      (await o.ask("crm_query", { type: "contacts", limit: 100 })).items.map(
        (each: { id: string }) => each.id,
      );
    expect(await named()).not.toContain(id);
    const archived = await o.ask("crm_query", { type: "contacts", filters: { archived: true } });
    expect(archived.items.map((each: { id: string }) => each.id)).toEqual([id]);
    await o.ask("crm_update", { domain: "contact", action: "restore", data: { id } });
    expect(await named()).toContain(id);
  });

  test("pages keep their place while others are added", async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let n = 0; n < 20; n++) {
      const page: { items: { id: string }[]; next_cursor: string | null } = await o.ask("crm_query", {
        ...{ type: "contacts", limit: 2 },
        ...(cursor === null ? {} : { cursor }),
      });
      seen.push(...page.items.map(({ id }) => id));
      await o.customer(`Late ${n}`);
      cursor = page.next_cursor;
      if (cursor === null) break;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(cursor).toBeNull();
  });

  test("that is erased leaves nothing of itself in the office", async () => {
    const id = await o.customer("Zebulon Quartermain", { address: "1 Vanishing Point", notes: "zanzibar" });
    await o.ask("contact_add_note", { id, note: "zanzibar again" });
    await o.book(id, "2026-12-08", "10am", { notes: "zanzibar once more" });
    await o.ask("waitlist_add", {
      customer_identifier: id,
      until_date: "2026-12-20",
      notes: "zanzibar waits",
    });
    await o.ask("reminder_create", { content: "zanzibar", due_date: "tomorrow", customer_identifier: id });
    await o.t.settle();
    const asked = await o.t.tool("contact_erase", { id }, o.token);
    expect(await decide(asked.body.queue_id)).toBe("executed");
    const tables = (await o.t.desk.database.slow.read(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE '%\\_words\\_%' ESCAPE '\\' AND name NOT LIKE '%\\_grams\\_%' ESCAPE '\\'",
      [],
    )) as [string][];
    const left: string[] = [];
    for (const [table] of tables) {
      const rows = await o.t.desk.database.slow.read(`SELECT * FROM ${table}`, []);
      const text = JSON.stringify(
        rows.map((row) =>
          row.map((cell) => (cell instanceof ArrayBuffer ? Buffer.from(cell).toString("latin1") : cell)),
        ),
      );
      if (/zanzibar|Quartermain|Vanishing/i.test(text)) left.push(table);
    }
    expect(left).toEqual([]);
  });
});
