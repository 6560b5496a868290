import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

let t: TestDesk;
let token: string;

beforeEach(async () => {
  t = await openTestDesk();
  token = await t.token("phone:read", "phone:write");
});
afterEach(() => t.close());

async function contact(name: string, phone: string, more: Record<string, string> = {}): Promise<string> {
  const { body } = await t.tool("create_contact", { name, phone, ...more }, token);
  return body.contact.id;
}
const text = (to: string) => t.tool("send_sms", { to: [to], content: `Hello ${to}` }, token);

describe("deleting a contact", () => {
  test("without texts or calls happens at once, and its number is free again", async () => {
    const id = await contact("Typo", "+15550100201");
    expect((await t.tool("contact_delete", { id }, token)).body).toEqual({ id, deleted: true });
    const { body } = await t.tool("find_contact_by_phone", { phoneNumber: "+15550100201" }, token);
    expect(body.found).toBe(false);
    expect(await contact("Right", "+15550100201")).not.toBe(id);
    const again = await t.tool("contact_delete", { id }, token);
    expect([again.status, again.body.code]).toEqual([404, "NOT_FOUND"]);
  });

  test("with texts waits for a person, and says how many there are", async () => {
    const id = await contact("Johnson", "+15550100202");
    await text("+15550100202");
    const { status, body } = await t.tool("contact_delete", { id }, token);
    expect([status, body.reason]).toEqual([202, "The contact to delete has 1 text."]);
    expect((await t.tool("find_contact_by_phone", { phoneNumber: "+15550100202" }, token)).body.found).toBe(
      true,
    );
  });

  test("needs a writing scope", async () => {
    const reader = await t.token("phone:read");
    const refused = await t.tool("contact_delete", { id: "con_x" }, reader);
    expect([refused.status, refused.body.scope]).toEqual([403, "phone:write"]);
  });

  test("refuses arguments it does not know", async () => {
    const refused = await t.tool("contact_delete", { id: "con_x", permission: "unrestricted" }, token);
    expect([refused.status, Object.keys(refused.body.fields)]).toEqual([400, ["permission"]]);
  });
});

describe("merging two contacts", () => {
  test("gives the one that stays the numbers, the notes and what it lacks", async () => {
    const gone = await contact("Maria G.", "+15550100203", {
      email: "maria@example.com",
      notes: "Gate code",
    });
    const stays = await contact("Maria Garcia", "+15550100204", { notes: "Prefers mornings" });
    const { status, body } = await t.tool("contact_merge", { id: gone, into: stays }, token);
    expect(status).toBe(200);
    expect(body.contact).toMatchObject({
      id: stays,
      name: "Maria Garcia",
      email: "maria@example.com",
      notes: "Prefers mornings\nGate code",
      phones: ["+15550100203", "+15550100204"],
    });
    const lost = await t.tool("contact_delete", { id: gone }, token);
    expect([lost.status, lost.body.refs]).toEqual([404, { contact_id: stays }]);
  });

  test("waits for a person where texts would move to another name", async () => {
    const gone = await contact("Wrong", "+15550100205");
    const stays = await contact("Somebody else", "+15550100206");
    await text("+15550100205");
    const { status, body } = await t.tool("contact_merge", { id: gone, into: stays }, token);
    expect([status, body.reason]).toEqual([202, "The contact to merge has 1 text."]);
  });

  test("refuses one contact twice, and notes that are too long together", async () => {
    const one = await contact("One", "+15550100207", { notes: "a".repeat(3000) });
    const two = await contact("Two", "+15550100208", { notes: "b".repeat(3000) });
    expect((await t.tool("contact_merge", { id: one, into: one }, token)).status).toBe(400);
    expect((await t.tool("contact_merge", { id: one, into: two }, token)).body.code).toBe("VALIDATION_ERROR");
  });
});

test("five small removals are free, and the sixth waits: together they are a bulk", async () => {
  const ids: string[] = [];
  for (let n = 0; n < 7; n++) ids.push(await contact(`Nobody ${n}`, `+1555010030${n}`));
  const statuses: number[] = [];
  for (const id of ids) statuses.push((await t.tool("contact_delete", { id }, token)).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200, 202, 202]);
  t.clock.advance(11 * 60_000);
  expect((await t.tool("contact_delete", { id: ids[5] }, token)).status).toBe(200);
});
