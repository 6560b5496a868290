import { afterAll, beforeAll, expect, test } from "bun:test";
import { because, openTill, type Till } from "./money.ts";

let till: Till;
beforeAll(async () => {
  till = await openTill({ payments: "sandbox" });
});
afterAll(() => till.close());

const holderOf = async (id: string) => (await till.invoice(id)).customer.id;

test("papers go with a contact that is merged, come back when that is undone, and stand in what is exported", async () => {
  const one = await till.invoiced(1000);
  const two = await till.invoiced(2000);
  const [stays, goes] = [await holderOf(one.id), await holderOf(two.id)];
  const data = { id: goes, into: stays };
  const merge = { domain: "contact", action: "merge", data, ...because };
  const asked = await till.t.tool("crm_action", merge, till.token);
  expect(asked.status).toBe(202);
  expect(await till.decide(asked.body.queue_id)).toBe("executed");
  expect(await holderOf(two.id)).toBe(stays);
  const { text } = await till
    .asOwner("contact.export", { id: stays })
    .then((all) => ({ text: JSON.stringify(all) }));
  for (const { number } of [one, two]) expect(text).toContain(number);
  const later = await till.ask("invoice_create", {
    customer_identifier: stays,
    lines: [{ description: "Later", price_minor: 300 }],
  });
  await till.ask("crm_action", { domain: "contact", action: "unmerge", data: { id: goes }, ...because });
  expect([await holderOf(one.id), await holderOf(two.id), await holderOf(later.invoice.id)]).toEqual([
    ...[stays, goes, stays],
  ]);
});

test("a contact with papers is not deleted without a person, and what was billed stays in the books", async () => {
  const { id, number } = await till.invoiced(4500);
  const holder = await holderOf(id);
  const { status, body } = await till.t.tool(
    "crm_action",
    { domain: "contact", action: "delete", data: { id: holder }, ...because },
    till.token,
  );
  expect(status).toBe(202);
  expect(await till.decide(body.queue_id)).toBe("executed");
  const { csv } = await till.asOwner("books.export", {
    what: "invoices",
    from: "2026-01-01",
    until: "2027-12-31",
  });
  expect(csv).toContain(number);
});
