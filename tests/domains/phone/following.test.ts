import { expect, test } from "bun:test";
import { startFakeQuo } from "#tests/fakes/quo.ts";
import { openTestDesk } from "#tests/support/desk.ts";
import { systemPrincipal } from "#webhooks/system.ts";
import { openTwilioDesk } from "./twilio/line.ts";

const minute = 60_000;
const customer = "+15550100200";

test("a text whose callback never came is asked about, less and less often, until its end is known", async () => {
  const d = await openTwilioDesk();
  await d.send({ to: [customer], content: "Hello" });
  const [sent] = d.twilio.messages;
  const asked = () => d.twilio.requests.filter((each) => each === `GET ${pathOf(sent!.sid)}`).length;
  const pathOf = (sid: string) => `/2010-04-01/Accounts/${d.twilio.accountSid}/Messages/${sid}.json`;
  const rounds = async (minutes: number) => {
    for (let n = 0; n < minutes; n++) {
      d.t.clock.advance(minute);
      await d.asDesk("message.follow", {});
    }
    return asked();
  };
  expect(await rounds(9)).toBe(0);
  expect(await rounds(2)).toBe(1);
  expect(await rounds(60)).toBeLessThan(7);
  d.twilio.deliver(sent!.sid, "undelivered", 30005);
  await rounds(60);
  const { body } = await d.call("get_message_history", {});
  expect(body.messages[0]).toMatchObject({
    status: "undelivered",
    error: { message: expect.stringContaining("out of service") },
  });
  const known = asked();
  expect(await rounds(30)).toBe(known);
  expect(d.twilio.violations).toEqual([]);
  await d.close();
}, 30_000);

test("so is one at Quo", async () => {
  const quo = startFakeQuo();
  const t = await openTestDesk({ env: { QUO_API_KEY: quo.key, QUO_BASE_URL: quo.url } });
  const token = await t.token("phone:read", "phone:write");
  await t.tool("send_sms", { to: [customer], content: "Hello" }, token);
  quo.messages[0]!.status = "delivered";
  t.clock.advance(11 * minute);
  const { desk } = t;
  await desk.gate.execute(desk.operation("message.follow"), {}, systemPrincipal, { requestId: "test" });
  const { body } = await t.tool("get_message_history", {}, token);
  expect([body.messages[0].status, quo.violations]).toEqual(["delivered", []]);
  await t.close();
  await quo.stop();
});
