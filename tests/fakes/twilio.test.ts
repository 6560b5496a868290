import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import twilio from "twilio";
import { type FakeTwilio, type Fault, startFakeTwilio } from "./twilio.ts";
import { formBody, signedPost, signTwilio, signTwilioJson } from "./twilio-events.ts";

const token = "frontdesk-test-token";
const customer = "+15550100200";

let fake: FakeTwilio;
beforeEach(() => {
  fake = startFakeTwilio({ authToken: token });
});
afterEach(() => fake.stop());

/** The package's own client, whose host is the fake. */
function clientOf(user = fake.accountSid, password = fake.authToken) {
  class Rerouted extends twilio.RequestClient {
    override request(options: Parameters<InstanceType<typeof twilio.RequestClient>["request"]>[0]) {
      return super.request<never>({
        ...options,
        uri: options.uri.replace("https://api.twilio.com", fake.url),
      } as never);
    }
  }
  return twilio(user, password, { accountSid: fake.accountSid, httpClient: new Rerouted() });
}

function ask(method: string, path: string, init: { body?: string; type?: string; auth?: string } = {}) {
  const basic = Buffer.from(`${fake.accountSid}:${fake.authToken}`).toString("base64");
  const headers = {
    authorization: init.auth ?? `Basic ${basic}`,
    ...(method === "POST" ? { "content-type": init.type ?? "application/x-www-form-urlencoded" } : {}),
  };
  const body = init.body === undefined ? {} : { body: init.body };
  return fetch(`${fake.url}/2010-04-01/Accounts/${fake.accountSid}${path}`, {
    method,
    headers,
    redirect: "manual",
    ...body,
  });
}

const from = () => fake.numbers[0]!.phoneNumber;
const post = (path: string, form: Record<string, string> | [string, string][]) =>
  ask("POST", path, { body: formBody(form) });
const text = (form: Record<string, string> = {}) =>
  post("/Messages.json", { To: customer, From: from(), Body: "Hi", ...form });
const codeOf = async (answer: Promise<Response>) => ((await (await answer).json()) as { code: number }).code;

/** The fields of the package's resource that the answer did not fill. */
const unfilled = (resource: { toJSON(): object }) =>
  Object.entries(resource.toJSON())
    .filter(([, value]) => value === undefined)
    .map(([name]) => name);

describe("signatures", () => {
  const form = {
    AccountSid: "AC00000000000000000000000000000001",
    Body: "Is my repair ready?",
    From: "+15550100200",
    MessageSid: "SM00000000000000000000000000000001",
    NumMedia: "0",
    To: "+15550100100",
  };
  const wellKnown = {
    CallSid: "CA1234567890ABCDE",
    Caller: "+14158675309",
    Digits: "1234",
    From: "+14158675309",
    To: "+18005551212",
  };
  test("are those of the published vectors", () => {
    expect(signTwilio("https://mycompany.com/myapp.php?foo=1&bar=2", wellKnown, "12345")).toBe(
      "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
    );
    expect(signTwilio("https://desk.example.com/hooks/twilio/sms?org=1", form, token)).toBe(
      "PxTwPkXSmcN/iNIuHu19wsWaxDc=",
    );
    expect(
      signTwilioJson("https://desk.example.com/hooks/twilio/events", '{"hello":"world"}', token),
    ).toEqual({
      url: "https://desk.example.com/hooks/twilio/events?bodySHA256=93a23971a914e5eacbf0a8d25154cda309c3c1c72fbb9914d47c60f3cb681588",
      signature: "5RzfGl3HvXNPb7N6uHB1w17n1nM=",
    });
  });

  test("hold before the package's own validator, and do not once a value, the address or the token is another", () => {
    const url = "https://desk.example.com/hooks/twilio/sms?org=1&who=O'Brien";
    const words = { ...form, Body: "Grüße, 你好 👋 & more=less" };
    const signature = signTwilio(url, words, token);
    expect(twilio.validateRequest(token, signature, url, words)).toBe(true);
    expect(twilio.validateRequest(token, signature, url, { ...words, Body: "Grüße" })).toBe(false);
    expect(twilio.validateRequest(token, signature, `${url}2`, words)).toBe(false);
    expect(twilio.validateRequest("another", signature, url, words)).toBe(false);
    expect(twilio.validateRequest(token, signTwilio(`${url}#rc=3`, words, token), url, words)).toBe(true);
    expect(twilio.validateRequest(token, signTwilio(url, {}, token), url, {})).toBe(true);
  });

  test("count each distinct value of a repeated name once, in order", () => {
    const url = "https://desk.example.com/hooks/twilio/sms";
    const signature = signTwilio(
      url,
      [
        ["b", "2"],
        ["a", "z"],
        ["b", "1"],
        ["b", "2"],
      ],
      token,
    );
    expect(twilio.validateRequest(token, signature, url, { a: "z", b: ["2", "1", "2"] })).toBe(true);
  });

  test("of a JSON body hold before the package's own validator", () => {
    const body = JSON.stringify({ text: "Grüße 👋" });
    const signed = signTwilioJson("https://desk.example.com/hooks/twilio/events?org=1", body, token);
    expect(twilio.validateRequestWithBody(token, signed.signature, signed.url, body)).toBe(true);
    expect(twilio.validateRequestWithBody(token, signed.signature, signed.url, `${body} `)).toBe(false);
  });

  test("travel with every form that the fake returns", async () => {
    const url = "https://desk.example.com/hooks/twilio/voice";
    const ringing = fake.inboundCall({ from: customer, to: from() });
    const forms = [
      ringing,
      fake.inboundSms({
        from: customer,
        to: from(),
        body: "Look: 📷",
        media: [{ contentType: "image/png" }],
      }),
      fake.callEvent(ringing["CallSid"]!, { status: "completed", seconds: 61, answeredBy: "human" }),
      fake.recordingEvent(ringing["CallSid"]!),
    ];
    for (const each of forms) {
      const request = new Request(url, signedPost(url, each, token));
      const received = Object.fromEntries(new URLSearchParams(await request.text()));
      expect(received).toEqual(each);
      const header = request.headers.get("x-twilio-signature") ?? "";
      expect(twilio.validateRequest(token, header, url, received)).toBe(true);
    }
  });
});

describe("driven by the package's client", () => {
  test("sends, reads, redacts and deletes a text", async () => {
    const { messages } = clientOf();
    const sent = await messages.create({
      to: customer,
      from: from(),
      body: "Ready on Tuesday",
      statusCallback: "https://desk.example.com/hooks/twilio/status",
      validityPeriod: 3600,
    });
    expect(sent).toMatchObject({
      to: customer,
      from: from(),
      body: "Ready on Tuesday",
      status: "queued",
      direction: "outbound-api",
      numSegments: "1",
      numMedia: "0",
      price: null,
      errorCode: null,
      dateSent: null,
      messagingServiceSid: null,
    });
    expect(sent.sid).toMatch(/^SM[0-9a-f]{32}$/);
    expect(sent.dateCreated).toBeInstanceOf(Date);
    expect(unfilled(sent)).toEqual([]);

    fake.deliver(sent.sid, "delivered");
    const read = await messages(sent.sid).fetch();
    expect(read.status).toBe("delivered");
    expect(read.dateSent).toBeInstanceOf(Date);
    expect((await messages(sent.sid).update({ body: "" })).body).toBe("");
    expect(await messages(sent.sid).remove()).toBe(true);
    expect(fake.messages).toEqual([]);
    await expect(messages(sent.sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
    expect(fake.violations).toEqual([]);
    expect(fake.requests[0]).toBe(`POST /2010-04-01/Accounts/${fake.accountSid}/Messages.json`);
    expect(fake.forms[0]!.form).toContainEqual(["ValidityPeriod", "3600"]);
  });

  test("sends media and reads its bytes", async () => {
    const client = clientOf();
    const mediaUrl = ["https://desk.example.com/a.jpg", "https://desk.example.com/b.jpg"];
    const sent = await client.messages.create({ to: customer, from: from(), mediaUrl });
    expect(sent).toMatchObject({ numMedia: "2", body: "" });
    const listed = await client.messages(sent.sid).media.list();
    expect(listed.map((each) => each.parentSid)).toEqual([sent.sid, sent.sid]);
    expect(unfilled(listed[0]!)).toEqual([]);
    const file = await ask("GET", `/Messages/${sent.sid}/Media/${listed[0]!.sid}`);
    expect(file.headers.get("content-type")).toBe("image/jpeg");
    expect((await file.bytes()).length).toBeGreaterThan(0);
    expect(fake.violations).toEqual([]);
  });

  test("schedules through a service, and cancels what is scheduled alone", async () => {
    const { messages } = clientOf();
    const messagingServiceSid = `MG${"a".repeat(32)}`;
    const later = new Date(Date.now() + 3_600_000);
    const scheduled = await messages.create({
      to: customer,
      body: "Tomorrow",
      messagingServiceSid,
      sendAt: later,
      scheduleType: "fixed",
    });
    expect(scheduled).toMatchObject({ status: "scheduled", from: null, messagingServiceSid });
    expect((await messages(scheduled.sid).update({ status: "canceled" })).status).toBe("canceled");
    const sent = await messages.create({ to: customer, body: "Now", messagingServiceSid });
    expect(sent.status).toBe("accepted");
    await expect(messages(sent.sid).update({ status: "canceled" })).rejects.toMatchObject({ code: 30409 });
    await expect(messages(sent.sid).remove()).rejects.toMatchObject({ code: 20009 });
    expect(fake.violations).toEqual([]);
  });

  test("lists texts by their ends and dates", async () => {
    const days = ["2026-11-17", "2026-11-18", "2026-11-19"].map((day) => new Date(`${day}T10:00:00Z`));
    let today = days[0]!;
    await fake.stop();
    fake = startFakeTwilio({ authToken: token, now: () => today });
    const { messages } = clientOf();
    for (const day of days) {
      today = day;
      fake.inboundSms({ from: customer, to: from(), body: day.toISOString().slice(0, 10) });
    }
    await messages.create({ to: customer, from: from(), body: "not yet sent" });
    const bodies = async (filter: Parameters<typeof messages.list>[0]) =>
      (await messages.list(filter)).map((each) => each.body);
    const midnight = new Date("2026-11-18T00:00:00Z");
    expect(await bodies({ to: from() })).toEqual(["2026-11-19", "2026-11-18", "2026-11-17"]);
    expect(await bodies({ from: from() })).toEqual(["not yet sent"]);
    expect(await bodies({ dateSent: midnight })).toEqual(["2026-11-18"]);
    expect(await bodies({ dateSentAfter: midnight })).toEqual(["2026-11-19", "2026-11-18"]);
    expect(await bodies({ dateSentBefore: midnight })).toEqual(["2026-11-17"]);
    const byDay = async (operator: string) => {
      const answer = await ask("GET", `/Messages.json?DateSent${operator}=2026-11-18&To=%2B15550199100`);
      const listed = (await answer.json()) as { messages: { body: string; date_sent: string }[] };
      return listed.messages;
    };
    expect((await byDay("%3C")).map((each) => each.body)).toEqual(["2026-11-18", "2026-11-17"]);
    expect((await byDay("%3E")).map((each) => each.body)).toEqual(["2026-11-19", "2026-11-18"]);
    expect((await byDay("")).map((each) => each.date_sent)).toEqual(["Wed, 18 Nov 2026 10:00:00 +0000"]);
    expect(fake.violations).toEqual([]);
  });

  test("pages onwards and back, and what comes in between shifts nothing", async () => {
    const { messages } = clientOf();
    for (let n = 1; n <= 5; n++) fake.inboundSms({ from: customer, to: from(), body: String(n) });
    expect((await messages.list({ to: from(), pageSize: 2 })).map((each) => each.body)).toEqual([..."54321"]);
    const first = await messages.page({ pageSize: 2 });
    fake.inboundSms({ from: customer, to: from(), body: "6" });
    const second = await first.nextPage();
    expect(second!.instances.map((each) => each.body)).toEqual(["3", "2"]);
    const third = await second!.nextPage();
    expect(third!.instances.map((each) => each.body)).toEqual(["1"]);
    expect(third!.nextPage()).toBeUndefined();
    expect((await third!.previousPage())!.instances.map((each) => each.body)).toEqual(["3", "2"]);
    expect(fake.violations).toEqual([]);
  });

  test("makes, lists and ends calls", async () => {
    const { calls } = clientOf();
    const made = await calls.create({
      to: customer,
      from: from(),
      twiml: "<Response><Say>Hello</Say></Response>",
      statusCallback: "https://desk.example.com/hooks/twilio/call",
      statusCallbackEvent: ["initiated", "answered", "completed"],
      timeout: 30,
      record: true,
      machineDetection: "Enable",
    });
    expect(made).toMatchObject({
      status: "queued",
      duration: null,
      startTime: null,
      toFormatted: "(555) 010-0200",
    });
    expect(made.phoneNumberSid).toBe(fake.numbers[0]!.sid);
    expect(unfilled(made)).toEqual([]);
    await expect(calls(made.sid).update({ twiml: "<Response/>" })).rejects.toMatchObject({ code: 21220 });
    fake.callEvent(made.sid, { status: "in-progress" });
    expect((await calls(made.sid).update({ status: "completed" })).status).toBe("completed");
    await expect(calls(made.sid).update({ status: "completed" })).rejects.toMatchObject({ code: 21220 });

    const other = await calls.create({ to: customer, from: from(), url: "https://desk.example.com/twiml" });
    expect((await calls(other.sid).update({ status: "canceled" })).status).toBe("canceled");
    const ended = await calls.list({
      status: "completed",
      to: customer,
      startTimeAfter: new Date("2026-01-01"),
    });
    expect(ended.map((each) => [each.sid, each.duration])).toEqual([[made.sid, "42"]]);
    expect((await calls(other.sid).fetch()).status).toBe("canceled");
    expect(fake.violations).toEqual([]);
  });

  test("reads recordings and their bytes", async () => {
    const client = clientOf();
    const { CallSid = "" } = fake.inboundCall({ from: customer, to: from() });
    const form = fake.recordingEvent(CallSid, { duration: "7", channels: 2 });
    const listed = await client.calls(CallSid).recordings.list();
    expect(listed.map((each) => [each.sid, each.duration])).toEqual([[form["RecordingSid"]!, "7"]]);
    expect(unfilled(listed[0]!)).toEqual([]);
    const read = await client.recordings(form["RecordingSid"]!).fetch();
    expect(read).toMatchObject({ channels: 2, status: "completed", mediaUrl: form["RecordingUrl"]! });
    expect(unfilled(read)).toEqual([]);
    fake.files.set(read.sid, new Uint8Array([1, 2, 3]));
    const file = await ask("GET", `/Recordings/${read.sid}.mp3?RequestedChannels=2`);
    expect([...(await file.bytes())]).toEqual([1, 2, 3]);
    expect(file.headers.get("content-type")).toBe("audio/mpeg");
    expect((await fetch(`${form["RecordingUrl"]}.mp3`)).status).toBe(401);
    expect(fake.violations).toHaveLength(1);
  });

  test("lists numbers and points them at the desk", async () => {
    const { incomingPhoneNumbers } = clientOf();
    const listed = await incomingPhoneNumbers.list();
    expect(listed.map((each) => each.phoneNumber)).toEqual(["+15550199100", "+15550199101"]);
    expect(listed[0]!.capabilities).toEqual({ sms: true, mms: true, voice: true, fax: false } as never);
    expect(unfilled(listed[0]!)).toEqual([]);
    const smsUrl = "https://desk.example.com/hooks/twilio/sms";
    const set = await incomingPhoneNumbers(listed[1]!.sid).update({
      smsUrl,
      smsMethod: "POST",
      voiceUrl: "",
    });
    expect(set).toMatchObject({ smsUrl, smsMethod: "POST", voiceUrl: "" });
    expect(fake.numbers[1]!.smsUrl).toBe(smsUrl);
    expect(
      (await incomingPhoneNumbers.list({ phoneNumber: "+15550199101" })).map((each) => each.smsUrl),
    ).toEqual([smsUrl]);
    expect(fake.violations).toEqual([]);
  });

  test("tells a good key from a wrong one", async () => {
    const account = await clientOf().api.v2010.accounts(fake.accountSid).fetch();
    expect(account).toMatchObject({ sid: fake.accountSid, status: "active" });
    expect(unfilled(account)).toEqual([]);
    const wrong = clientOf(fake.accountSid, "wrong");
    await expect(wrong.messages.list()).rejects.toMatchObject({ status: 401, code: 20003 });
    const key = `SK${"b".repeat(32)}`;
    fake.apiKeys.set(key, "secret");
    const standard = clientOf(key, "secret");
    expect(await standard.messages.list()).toEqual([]);
    await expect(standard.api.v2010.accounts(fake.accountSid).fetch()).rejects.toMatchObject({ code: 20003 });
    expect(fake.violations).toEqual([]);
    expect(fake.keysShown).toContain(`${fake.accountSid}:wrong`);
  });

  const refusals: [kind: "messages" | "calls", to: string, from: string, code: number | undefined][] = [
    ["messages", "+15005550001", "+15550199100", 21211],
    ["messages", "+15005550002", "+15550199100", 21612],
    ["messages", "+15005550003", "+15550199100", 21408],
    ["messages", "+15005550004", "+15550199100", 21610],
    ["messages", "+15005550009", "+15550199100", 21614],
    ["messages", customer, "+15005550001", 21212],
    ["messages", customer, "+15005550007", 21606],
    ["messages", customer, "+15005550008", 21611],
    ["messages", customer, "+15005550006", undefined],
    ["calls", "+15005550001", "+15550199100", 21217],
    ["calls", "+15005550002", "+15550199100", 21214],
    ["calls", "+15005550003", "+15550199100", 21215],
    ["calls", "+15005550004", "+15550199100", 21216],
    ["calls", customer, "+15005550001", 21212],
    ["calls", customer, "+15005550006", undefined],
  ];
  test.each(refusals)("%s to %s from %s: %p", async (kind, to, sender, code) => {
    const client = clientOf();
    const outcome: Promise<{ code?: number }> =
      kind === "messages"
        ? client.messages.create({ to, from: sender, body: "Hi" }).then(() => ({}))
        : client.calls.create({ to, from: sender, url: "https://desk.example.com/twiml" }).then(() => ({}));
    expect((await outcome.catch((error: { code: number }) => error)).code).toBe(code);
    expect(fake.violations).toEqual([]);
  });
});

describe("notes", () => {
  const messages = "/Messages.json";
  const many = Array.from({ length: 11 }, (_, n): [string, string] => ["MediaUrl", `https://a.example/${n}`]);
  const ends: [string, string][] = [
    ["To", customer],
    ["From", "+15550199100"],
  ];
  const breaches: [name: string, act: () => Promise<Response>, code: number, note: string][] = [
    ["no To", () => post(messages, { From: from(), Body: "Hi" }), 21604, "'To' phone number is required"],
    ["no From", () => post(messages, { To: customer, Body: "Hi" }), 21603, "'From' phone number is required"],
    ["nothing to say", () => post(messages, ends), 21619, "body or media"],
    ["To without +", () => text({ To: "15550100200" }), 21211, "malformed To"],
    ["an unencoded +", () => ask("GET", "/Messages.json?To=+15550100200"), 21211, "malformed To"],
    ["a text that is too long", () => text({ Body: "a".repeat(1601) }), 21617, "malformed Body"],
    ["11 media", () => post(messages, [...ends, ...many]), 21623, "More than 10"],
    ["another's From", () => text({ From: "+15550177000" }), 21606, "not an SMS-capable number"],
    ["To its own From", () => text({ To: from() }), 21211, "Invalid 'To'"],
    ["a host with _", () => text({ StatusCallback: "https://my_desk.example/x" }), 21609, "StatusCallback"],
    ["SendAt without a service", () => text({ SendAt: "2026-11-30T10:00:00Z" }), 20001, "Scheduling"],
    [
      "a day that is none",
      () => ask("GET", "/Messages.json?DateSent=yesterday"),
      20001,
      "malformed DateSent",
    ],
    ["a page too large", () => ask("GET", "/Messages.json?PageSize=1001"), 20001, "malformed PageSize"],
    ["a call of nothing", () => post("/Calls.json", ends), 21205, "Neither Url"],
    ["a call without From", () => post("/Calls.json", { To: customer }), 21213, "'From'"],
    [
      "a call from another's number",
      () => post("/Calls.json", { To: customer, From: "+15550177000", Twiml: "<Response/>" }),
      21210,
      "not verified",
    ],
    ["JSON", () => ask("POST", messages, { body: "{}", type: "application/json" }), 21604, "content type"],
    ["no key", () => ask("GET", messages, { auth: "" }), 20003, "no Basic user"],
    ["a bearer token", () => ask("GET", messages, { auth: `Bearer ${token}` }), 20003, "no Basic user"],
    ["a path that is none", () => ask("GET", "/Texts.json"), 20404, "no such resource"],
  ];
  test.each(breaches)("%s", async (_name, act, code, note) => {
    expect(await codeOf(act())).toBe(code);
    expect(fake.violations.join("\n")).toContain(note);
    expect([fake.messages, fake.calls]).toEqual([[], []]);
  });

  test("what Twilio itself would let pass", async () => {
    expect((await text({ StatusCallbackUrl: "https://desk.example.com" })).status).toBe(201);
    expect((await post(messages, [...ends, ["Body", "a"], ["Body", "b"]])).status).toBe(201);
    expect((await post(`${messages}?Body=c`, [...ends, ["Body", "c"]])).status).toBe(201);
    expect((await text({ Body: "half an emoji \ud83d" })).status).toBe(201);
    expect((await ask("GET", `${messages}?Page=1`)).status).toBe(200);
    expect(fake.violations).toEqual([
      "POST /Messages.json: unknown parameter StatusCallbackUrl",
      "POST /Messages.json: repeated Body",
      "POST /Messages.json: parameters in the address",
      "POST /Messages.json: broken text in Body",
      "GET /Messages.json: Page without PageToken",
    ]);
  });
});

describe("what happens outside", () => {
  test("STOP closes one number to the customer until START", async () => {
    fake.inboundSms({ from: customer, to: from(), body: " Stop " });
    expect(await codeOf(text())).toBe(21610);
    expect((await text({ From: fake.numbers[1]!.phoneNumber })).status).toBe(201);
    fake.inboundSms({ from: customer, to: from(), body: "START" });
    expect((await text()).status).toBe(201);
    expect(fake.violations).toEqual([]);
  });

  test("a status arrives with its error code", async () => {
    const { sid } = (await (await text()).json()) as { sid: string };
    expect(fake.deliver(sid, "sent")).not.toHaveProperty("ErrorCode");
    expect(fake.deliver(sid, "undelivered", 30003)).toEqual({
      MessageSid: sid,
      SmsSid: sid,
      MessageStatus: "undelivered",
      SmsStatus: "undelivered",
      ErrorCode: "30003",
      AccountSid: fake.accountSid,
      From: from(),
      To: customer,
      ApiVersion: "2010-04-01",
    });
    expect(fake.messages[0]).toMatchObject({ status: "undelivered", error_code: 30003 });
  });

  test("a text brings media that can be read", async () => {
    const bytes = new Uint8Array([137, 80, 78, 71]);
    const media = [{ contentType: "image/png", bytes }];
    const form = fake.inboundSms({ from: customer, to: from(), body: "Look", media });
    expect(form).toMatchObject({ NumMedia: "1", MediaContentType0: "image/png", SmsStatus: "received" });
    expect(form["SmsSid"]).toBe(form["MessageSid"]);
    const path = form["MediaUrl0"]!.slice(`${fake.url}/2010-04-01/Accounts/${fake.accountSid}`.length);
    expect([...(await (await ask("GET", path)).bytes())]).toEqual([...bytes]);
  });

  test("media may be kept at another origin, where credentials are not wanted", async () => {
    await fake.stop();
    fake = startFakeTwilio({ authToken: token, redirectMedia: true });
    const media = [{ contentType: "image/png" }];
    const form = fake.inboundSms({ from: customer, to: from(), body: "Look", media });
    const path = form["MediaUrl0"]!.slice(`${fake.url}/2010-04-01/Accounts/${fake.accountSid}`.length);
    const answer = await ask("GET", path);
    expect(answer.status).toBe(302);
    const location = new URL(answer.headers.get("location")!);
    expect(location.origin).not.toBe(fake.url);
    await fetch(`${fake.url}${location.pathname}`);
    expect(fake.violations).toEqual([]);
    await fetch(`${fake.url}${location.pathname}`, { headers: { authorization: "Basic x" } });
    expect(fake.violations).toHaveLength(1);
  });

  test("the events of a call are numbered from 0", () => {
    const { CallSid = "", ...ringing } = fake.inboundCall(
      { from: customer, to: from() },
      { StirVerstat: "A" },
    );
    expect(ringing).toMatchObject({ CallStatus: "ringing", Direction: "inbound", StirVerstat: "A" });
    const events = [
      fake.callEvent(CallSid, { status: "in-progress" }),
      fake.callEvent(CallSid, { status: "completed", seconds: 61, answeredBy: "human" }),
    ];
    expect(events.map((each) => each["SequenceNumber"])).toEqual(["0", "1"]);
    expect(events[0]).not.toHaveProperty("CallDuration");
    expect(events[1]).toMatchObject({
      CallStatus: "completed",
      CallDuration: "61",
      Duration: "2",
      AnsweredBy: "human",
      CallbackSource: "call-progress-events",
    });
  });

  test.each([
    ["a".repeat(160), "1"],
    ["a".repeat(161), "2"],
    ["a".repeat(307), "3"],
    ["€".repeat(81), "2"],
    ["ж".repeat(70), "1"],
    ["ж".repeat(71), "2"],
    ["👋".repeat(36), "2"],
  ])("segments are counted %#", async (Body, count) => {
    await text({ Body });
    expect(fake.messages[0]!.num_segments).toBe(count);
  });
});

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("faults", () => {
  test.each<[Fault, number, code: number | undefined, did: number]>([
    [{ kind: "status", status: 500 }, 500, 20500, 0],
    [{ kind: "status", status: 429, retryAfter: 7 }, 429, 20429, 0],
    [{ kind: "status", status: 400, body: { type: "about:blank", code: 1 } }, 400, 1, 0],
    [{ kind: "status after doing it", status: 503 }, 503, 20503, 1],
    [{ kind: "slow", milliseconds: 10 }, 201, undefined, 1],
  ])("%j answers %p", async (fault, status, code, did) => {
    fake.faults.push(fault);
    const answer = await text();
    expect(answer.status).toBe(status);
    if (fault.kind === "status" && fault.retryAfter) expect(answer.headers.get("retry-after")).toBe("7");
    expect(((await answer.json()) as { code?: number }).code).toBe(code);
    expect(fake.messages).toHaveLength(did);
    expect((await text()).status).toBe(201);
  });

  test("garbage is no JSON", async () => {
    fake.faults.push({ kind: "garbage" });
    expect(await (await text()).text()).toContain("<html>");
  });

  test.each<[Fault, did: number]>([
    [{ kind: "reset" }, 0],
    [{ kind: "reset after doing it" }, 1],
  ])("%j cuts the answer in its middle", async (fault, did) => {
    fake.faults.push(fault);
    const broken = text().then((answer) => answer.text());
    await expect(broken).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(fake.messages).toHaveLength(did);
  });

  test.each<[Fault, did: number]>([
    [{ kind: "silence" }, 0],
    [{ kind: "silence after doing it" }, 1],
  ])("%j answers nothing until the fake stops", async (fault, did) => {
    fake.faults.push(fault);
    const waiting = text().catch((error: Error) => error);
    while (fake.faults.length > 0) await nextTurn();
    expect(fake.messages).toHaveLength(did);
    await fake.stop();
    expect(await waiting).toBeInstanceOf(Error);
  });

  test("wait for the method they are for, and pass over a wrong key", async () => {
    fake.faults.push({ kind: "status", status: 500, only: "GET" }, { kind: "status", status: 502 });
    expect((await ask("GET", "/Messages.json", { auth: "Basic d3Jvbmc6a2V5" })).status).toBe(401);
    expect((await text()).status).toBe(502);
    expect((await text()).status).toBe(201);
    expect((await ask("GET", "/Messages.json")).status).toBe(500);
    expect((await ask("GET", "/Messages.json")).status).toBe(200);
  });
});
