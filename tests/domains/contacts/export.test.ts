import { afterAll, beforeAll, expect, test } from "bun:test";
import { runDeskCommand } from "#src/cli/run.ts";
import { openTwilioDesk, type TwilioDesk } from "#tests/domains/phone/twilio/line.ts";
import { becomeOwner } from "#tests/support/browser.ts";

let d: TwilioDesk;
const ann = "+13125550142";
const second = "+13125550188";
const ben = "+13125550143";
const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);

beforeAll(async () => {
  d = await openTwilioDesk();
  const clerk = await d.t.token("phone:read", "phone:write", "helpdesk:read", "helpdesk:write");
  const media = [{ contentType: "image/png", bytes: png }];
  await d.hook("sms", d.twilio.inboundSms({ from: ann, to: d.line, body: "My hob is broken", media }));
  await d.hook("sms", d.twilio.inboundSms({ from: ben, to: d.line, body: "Somebody else" }));
  for (let n = 0; n < 200 && (await pictures()) === 0; n++) await Bun.sleep(10);
  await d.hook("voice-status", {
    ...{ CallSid: `CA${"5".repeat(32)}`, From: second, To: d.line, Direction: "inbound" },
    CallStatus: "no-answer",
  });
  await d.send({ to: [ann], content: "We come at nine", purpose: "transactional" });
  await d.call("create_contact", { name: "Ann Miller", phone: ann, notes: "Flat 3" });
  const { contact } = (await d.call("find_contact_by_phone", { phoneNumber: second })).body;
  const into = (await d.call("find_contact_by_phone", { phoneNumber: ann })).body.contact.id;
  await d.asDesk("contact.merge", { id: contact.id, into });
  await d.t.tool("create_ticket", { description: "Hob", category: "maintenance", callerNumber: ann }, clerk);
  await d.hook("sms", d.twilio.inboundSms({ from: second, to: d.line, body: "STOP" }));
});
afterAll(() => d.close());

async function pictures(): Promise<number> {
  return Number((await d.t.desk.database.slow.read("SELECT count(*) FROM files"))[0]?.[0]);
}

test("everything about one person, over all of their numbers, and nothing about another", async () => {
  const { out = "", code } = await runDeskCommand(d.t.desk, ["contact", "export", "(312) 555-0142"]);
  const all = JSON.parse(out);
  expect([code ?? 0, all.contact.name, all.contact.notes, all.contact.phones.sort()]).toEqual([
    ...[0, "Ann Miller", "Flat 3"],
    [ann, second],
  ]);
  expect(all.messages.map((each: { content: string }) => each.content)).toEqual([
    ...["My hob is broken", "We come at nine", "STOP"],
  ]);
  expect(all.pictures).toMatchObject([{ type: "image/png", base64: Buffer.from(png).toString("base64") }]);
  expect(all.calls).toMatchObject([{ phoneNumber: second, status: "no_answer" }]);
  expect(all.tickets).toMatchObject([{ description: "Hob", notes: [] }]);
  expect(all.optOuts).toMatchObject([{ phone: second, state: "out" }]);
  expect(all.consents).toMatchObject([{ act: "opt_out", words: "STOP" }]);
  expect(out).not.toContain(ben.slice(-7));
});

test("who is not known is said so, and how the command is used", async () => {
  expect((await runDeskCommand(d.t.desk, ["contact", "export", "+13125559999"])).code).toBe(1);
  expect((await runDeskCommand(d.t.desk, ["contact", "export"])).code).toBe(2);
});

test("the page gives the same file to a person, and to nobody else", async () => {
  const ada = await becomeOwner(d.t);
  const { contact } = (await d.call("find_contact_by_phone", { phoneNumber: ann })).body;
  const path = `/contacts/${contact.id}/everything.json`;
  const answer = await ada.get(path);
  expect([answer.status, answer.headers.get("content-disposition")]).toEqual([
    ...[200, 'attachment; filename="everything.json"'],
  ]);
  expect((await answer.json()).contact.id).toBe(contact.id);
  expect((await d.t.request(path)).status).not.toBe(200);
});
