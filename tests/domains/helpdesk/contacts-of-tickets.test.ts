import { afterEach, beforeEach, expect, test } from "bun:test";
import { laySiege, type Siege, unitOf } from "#tests/oversight/siege.ts";

let s: Siege;
let token: string;

beforeEach(async () => {
  s = await laySiege();
  ({ token } = await s.client(["phone:read", "phone:write", "helpdesk:read", "helpdesk:write"]));
});
afterEach(() => s.close());

const number = "+15550100241";

async function open(callerNumber: string): Promise<string> {
  const ticket = { description: "No water in the kitchen", category: "maintenance", callerNumber };
  return (await s.call("create_ticket", ticket, token)).body.ticketId;
}
const ticketOf = async (ticketId: string) =>
  (await s.call("get_ticket", { ticketId }, token)).body.ticket as { contactId: string; caller: string };

test("deleting a contact that has a ticket waits for a person, and the ticket stays under its number", async () => {
  const id = await s.contact("Johnson", number, token);
  const ticket = await open(number);
  expect((await ticketOf(ticket)).contactId).toBe(id);
  const asked = await s.call("contact_delete", { id }, token);
  expect([asked.status, asked.body.reason]).toEqual([202, "The contact to delete has 1 ticket."]);
  expect((await s.allow(asked.body.queue_id)).state).toBe("executed");
  expect(await ticketOf(ticket)).toMatchObject({ contactId: null, caller: number });
});

test("merging gives the tickets to the contact that stays", async () => {
  const [gone, stays] = [
    await s.contact("Maria G.", number, token),
    await s.contact("Maria Garcia", "+15550100242", token),
  ];
  const tickets = [await open(number), await open(number)];
  const asked = await s.call("contact_merge", { id: gone, into: stays }, token);
  expect(asked.body.reason).toBe("The contact to merge has 2 tickets.");
  expect((await s.allow(asked.body.queue_id)).state).toBe("executed");
  for (const ticket of tickets)
    expect(await ticketOf(ticket)).toMatchObject({ contactId: stays, caller: number });
});

test("a ticket that is opened at the last moment is not passed over", async () => {
  const id = await s.contact("Johnson", number, token);
  const call = () => s.call("contact_delete", { id }, token);
  const { status, body } = await s.lastMoment(unitOf.removal, () => open(number), call);
  expect([status, body.reason]).toEqual([202, "The contact to delete has 1 ticket."]);
});

test("a caller's name is for those who may read contacts", async () => {
  await s.contact("Johnson", number, token);
  const ticketId = await open(number);
  const nameTold = async (to: string) => (await s.call("get_ticket", { ticketId }, to)).body.callerName;
  const { token: narrow } = await s.client(["helpdesk:read"]);
  expect([await nameTold(token), await nameTold(narrow)]).toEqual(["Johnson", null]);
});
