import { type FakeTwilio, startFakeTwilio } from "#tests/fakes/twilio.ts";
import { signedPost } from "#tests/fakes/twilio-events.ts";
import { openTestDesk, type TestDesk, type TestDeskOptions } from "#tests/support/desk.ts";
import { systemPrincipal } from "#webhooks/system.ts";

/** A desk with a line at a fake Twilio, both on this machine. */
export interface TwilioDesk {
  t: TestDesk;
  twilio: FakeTwilio;
  token: string;
  /** The first number of the account. */
  line: string;
  send(args: object): ReturnType<TestDesk["tool"]>;
  call(name: string, args: object): ReturnType<TestDesk["tool"]>;
  /** A webhook as Twilio posts it, signed; and what was made of it once all is processed. */
  hook(
    kind: string,
    form: Record<string, string>,
  ): Promise<{ status: number; type: string | null; body: string }>;
  /** What the desk does by itself. */
  asDesk(name: string, input: object): Promise<void>;
  close(): Promise<void>;
}

export async function openTwilioDesk(options: TestDeskOptions = {}): Promise<TwilioDesk> {
  const twilio = startFakeTwilio();
  const t = await openTestDesk({
    ...options,
    env: {
      TWILIO_ACCOUNT_SID: twilio.accountSid,
      TWILIO_AUTH_TOKEN: twilio.authToken,
      TWILIO_BASE_URL: twilio.url,
      ...options.env,
    },
  });
  await t.set("texts.segments_per_second", 100);
  const token = await t.token("phone:read", "phone:write");
  const call = (name: string, args: object) => t.tool(name, args, token);
  return {
    ...{ t, twilio, token, call },
    line: twilio.numbers[0]?.phoneNumber ?? "",
    send: (args) => call("send_sms", args),
    async hook(kind, form) {
      const path = `/webhooks/twilio/${kind}`;
      const url = t.config.baseUrl + path;
      const answer = await t.request(path, signedPost(url, form, twilio.authToken));
      const body = await answer.text();
      await t.settle();
      return { status: answer.status, type: answer.headers.get("content-type"), body };
    },
    async asDesk(name, input) {
      const outcome = await t.desk.gate.execute(t.desk.operation(name), input, systemPrincipal, {
        requestId: "test",
      });
      if (outcome.kind !== "done") throw new Error(`${name}: ${JSON.stringify(outcome)}`);
      await t.settle();
    },
    async close() {
      await t.close();
      await twilio.stop();
    },
  };
}
