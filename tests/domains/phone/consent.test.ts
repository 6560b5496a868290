import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { runOperation } from "#src/cli/command.ts";
import { decider } from "#tests/support/deciding.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { sentOut } from "#tests/support/sent-out.ts";

let t: TestDesk;
let token: string;

beforeEach(async () => {
  t = await openTestDesk();
  token = await t.token("phone:read", "phone:write");
});
afterEach(() => t.close());

const customer = "+15550100200";
const minute = 60_000;
const call = (name: string, args: object) => t.tool(name, args, token);
const send = (args: object) => call("send_sms", { to: [customer], content: "Hello", ...args });

async function customerWrites(text: string, from = customer): Promise<void> {
  const form = new URLSearchParams({ from, text });
  await t.request("/sandbox/messages", { method: "POST", body: form, address: "127.0.0.1" });
  await t.settle();
}

type Row = { direction: string; content?: string };
/** What the desk has said to the customer, oldest first. */
async function saidTo(phone = customer): Promise<(string | undefined)[]> {
  const { body } = await call("get_message_history", { phoneNumber: phone, limit: 50 });
  const ours = (body.messages as Row[]).filter(({ direction }) => direction === "outbound");
  return ours.map(({ content }) => content).reverse();
}

describe("STOP, START and HELP", () => {
  test("are answered once each, in a word without advertising", async () => {
    await t.set("business.name", "Corner Flats");
    for (const text of ["STOP", "stop", "STOP please"]) await customerWrites(text);
    expect(await saidTo()).toEqual([
      "Corner Flats: you will get no more texts from us. Reply START to get them again.",
    ]);
    t.clock.advance(minute);
    await customerWrites("START");
    await customerWrites("start");
    expect(await saidTo()).toHaveLength(2);
    t.clock.advance(minute);
    await customerWrites("no more texts please");
    expect(await saidTo()).toHaveLength(3);
  });

  test("HELP says who it is, and not over and over", async () => {
    for (let n = 0; n < 4; n++) await customerWrites("HELP");
    expect(await saidTo()).toEqual([expect.stringContaining("call or text +15550100100")]);
    t.clock.advance(11 * minute);
    await customerWrites("ayuda");
    expect(await saidTo()).toHaveLength(2);
  });

  test("no answer goes out where the owner wants none", async () => {
    await t.set("texts.stop_answer", "");
    await customerWrites("STOP");
    expect(await saidTo()).toEqual([]);
    expect((await send({})).body.code).toBe("BLOCKED");
  });

  test("an answer that comes too late is not sent", async () => {
    await t.set("permissions.stopped", true);
    await customerWrites("STOP");
    t.clock.advance(6 * minute);
    await t.set("permissions.stopped", false);
    await t.desk.outbox.resume();
    await sentOut(t);
    await t.settle();
    const { body } = await call("get_message_history", { phoneNumber: customer });
    expect(body.messages[0]).toMatchObject({ direction: "outbound", status: "failed" });
  });
});

describe("STOP wins", () => {
  const later = async (milliseconds: number) => {
    t.clock.advance(milliseconds);
    await t.desk.outbox.resume();
    await sentOut(t);
    await t.settle();
  };

  test("between a person's yes and the text", async () => {
    const to = Array.from({ length: 6 }, (_, n) => `+1555010060${n}`);
    const asked = await call("send_bulk_sms", { to, content: "Closed today" });
    expect(await (await decider(t))(asked.body.queue_id)).toBe("executing");
    await customerWrites("please stop texting me", to[3]);
    await later(16_000);
    const sent = await Promise.all(to.map((phone) => saidTo(phone)));
    expect(sent.map((texts) => texts.length)).toEqual([1, 1, 1, 2, 1, 1]);
    const { body } = await call("get_message_history", { phoneNumber: to[3] });
    const [failed] = body.messages.filter((each: Row) => each.content === "Closed today");
    expect(failed).toMatchObject({ status: "failed", error: { code: "BLOCKED" } });
  });

  test("at the very moment at which the text is to go out", async () => {
    const { write } = t.desk.database;
    let isHeard = false;
    t.desk.database.write = async (unit) => {
      const isClaim = unit.some(({ sql }) => /update "outbox" set "state"/.test(sql) && unit.length > 2);
      if (isClaim && !isHeard) {
        isHeard = true;
        t.desk.database.write = write;
        await runOperation(t.desk, "consent.record", { phoneNumber: customer, act: "opt_out" });
      }
      return await write(unit);
    };
    const { status, body } = await send({ content: "At the last moment" });
    t.desk.database.write = write;
    expect([isHeard, status, body.code]).toEqual([true, 409, "BLOCKED"]);
    await t.settle();
    const { body: told } = await call("get_message_history", { phoneNumber: customer });
    expect(told.messages).toEqual([expect.objectContaining({ status: "failed" })]);
  });
});

describe("the record of who agreed to what", () => {
  test("keeps a customer's words, when and how they came", async () => {
    await customerWrites("Quit texting me already");
    const { body } = await call("consent_list", { phoneNumber: customer });
    expect(body).toMatchObject({ optedOut: true, truncated: false });
    expect(body.consents).toEqual([
      expect.objectContaining({
        ...{ phone: customer, act: "opt_out", source: "text", recordedBy: "system" },
        ...{ untrustedWords: "Quit texting me already", evidence: expect.stringMatching(/^msg_/) },
      }),
    ]);
  });

  test("takes at once that somebody wants less, and asks a person before they get more", async () => {
    const record = (act: string, more: object = {}) =>
      call("consent_record", { phoneNumber: customer, act, words: "said so on the phone", ...more });
    expect((await record("opt_out")).status).toBe(200);
    expect((await send({})).body.code).toBe("BLOCKED");
    t.clock.advance(minute);
    const asked = await record("opt_in");
    expect(asked.status).toBe(202);
    expect((await send({})).body.code).toBe("BLOCKED");
    await (await decider(t))(asked.body.queue_id);
    expect((await call("consent_list", { phoneNumber: customer })).body.optedOut).toBe(false);
    expect((await send({})).status).toBe(200);
    expect((await record("marketing_withdrawn")).status).toBe(200);
    expect((await record("marketing_given")).status).toBe(202);
  });

  test("is no evidence without words, nor from the future", async () => {
    const given = await call("consent_record", { phoneNumber: customer, act: "marketing_given" });
    expect([given.status, given.body.fields.words]).toEqual([400, ["Is missing."]]);
    const future = await call("consent_record", {
      phoneNumber: customer,
      act: "opt_out",
      at: "2030-01-01T00:00",
    });
    expect(Object.keys(future.body.fields)).toEqual(["at"]);
  });
});

describe("marketing", () => {
  const sell = () => send({ content: "Spring sale!", purpose: "marketing" });
  const agreed = { phoneNumber: customer, words: "I agree to get offers by text", source: "form" };
  let decide: Awaited<ReturnType<typeof decider>>;
  beforeEach(async () => {
    decide = await decider(t);
  });
  /** They agree, and a person has seen the evidence. */
  const agree = async (evidence: string) =>
    await decide(
      (await call("consent_record", { ...agreed, act: "marketing_given", evidence })).body.queue_id,
    );

  test("takes consent on record, also within a conversation", async () => {
    await customerWrites("Hi there");
    expect((await sell()).body).toMatchObject({
      code: "BLOCKED",
      message: expect.stringContaining("has not agreed"),
    });
    await agree("form 1");
    const { status, body } = await sell();
    expect([status, body.messages[0].status]).toEqual([200, "scheduled"]);
  });

  test("ends with a word: taken back, or STOP, also while it waits to go out", async () => {
    await agree("form 1");
    t.clock.advance(minute);
    await sell();
    await call("consent_record", { ...agreed, act: "marketing_withdrawn" });
    t.clock.advance(minute);
    await t.desk.outbox.resume();
    await sentOut(t);
    await t.settle();
    const { body } = await call("get_message_history", { phoneNumber: customer });
    expect(body.messages[0]).toMatchObject({
      status: "failed",
      error: { message: expect.stringContaining("not agreed") },
    });
    expect((await sell()).body.code).toBe("BLOCKED");
    await agree("form 2");
    for (const word of ["STOP", "START"]) {
      t.clock.advance(minute);
      await customerWrites(word);
    }
    expect((await sell()).body.message).toContain("has not agreed");
  });
});
