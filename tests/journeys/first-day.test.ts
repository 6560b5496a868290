import { expect, test } from "bun:test";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { signStandard } from "#tests/fakes/quo.ts";
import { messageOfNow } from "#tests/fakes/quo-events.ts";
import { connectEarlier, connectModern } from "#tests/support/clients.ts";
import { commands, run, scratchFolder, startServer } from "#tests/support/process.ts";
import { surroundings } from "#tests/support/surroundings.ts";

interface Result {
  // biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is checked by the test itself
  structuredContent: any;
}

test("a new user starts the desk, makes a token, connects, texts, and reads what came in by webhook", async () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const server = await startServer({ env: { QUO_WEBHOOK_SECRET: secret } });
  expect(server.said()).toContain("token create");

  const made = await server.cli("token", "create", "my assistant");
  expect(made.out).toMatch(/^fdk_[A-Za-z0-9_-]{43}\n$/);
  expect(made.err).toContain("phone:read, phone:write");
  const token = made.out.trim();

  const earlier = await connectEarlier({ url: `${server.url}/mcp`, token });
  const sent = (await earlier.callTool({
    name: "send_sms",
    arguments: { to: ["555 010 0200"], content: "Your room is ready." },
  })) as unknown as Result;
  expect(sent.structuredContent.messages[0].status).toBe("sent");

  const event = JSON.stringify(messageOfNow({ text: "Thank you!" }));
  const curl = await run(
    [
      "curl",
      "--silent",
      "--show-error",
      "--fail-with-body",
      "--data-binary",
      event,
      "--header",
      "content-type: application/json",
      ...Object.entries(signStandard(event, secret, Date.now())).flatMap(([name, value]) => [
        "--header",
        `${name}: ${value}`,
      ]),
      `${server.url}/webhooks/quo`,
    ],
    { ...surroundings },
    server.folder,
  );
  expect([curl.code, curl.out]).toEqual([0, '{"status":"ok","repeated":false}']);

  const modern = await connectModern({ url: `${server.url}/mcp`, token }, { pin: "2026-07-28" });
  const read = (await modern.callTool({
    name: "find_contact_by_phone",
    arguments: { phoneNumber: "+15550100200" },
  })) as unknown as Result;
  expect(read.structuredContent).toMatchObject({ found: true, recent: { messages: 2 } });
  expect(JSON.stringify(read.structuredContent)).toContain("Thank you!");

  expect((await server.cli("events", "list")).out).toMatch(/quo +message\.received +processed/);
  expect((await server.cli("settings", "set", "business.zone", "America/Chicago")).code).toBe(0);
  expect((await server.cli("settings", "get", "business.zone")).out).toBe('"America/Chicago"\n');
  const doctor = await server.cli("doctor", "--json");
  expect([doctor.code, JSON.parse(doctor.out).findings.map((each: { level: string }) => each.level)]).toEqual(
    [0, expect.arrayContaining(["ok"])],
  );

  expect((await server.cli("token", "revoke", "my assistant")).code).toBe(0);
  const refused = await fetch(`${server.url}/mcp`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: '{"method":"tools/list"}',
  });
  expect(refused.status).toBe(401);
  expect(server.said()).not.toContain(token);

  expect(await server.stop("SIGTERM")).toBe(0);
  for (const name of readdirSync(server.folder).filter((each) => !each.startsWith(".")))
    expect(statSync(join(server.folder, name)).mode & 0o077).toBe(0);
  expect((await server.cli("token", "list")).out).toContain("revoked");
}, 60_000);

test("what is wrong with the environment is said all at once, in words", async () => {
  const folder = scratchFolder();
  const env = {
    ...surroundings,
    FRONTDESK_DATA: folder.path,
    PORT: "eighty",
    BASE_URL: "desk.example.com",
    LOG_LEVEL: "loud",
    PHONE_PROVIDER: "telepathy",
    DATABASE_URL: "postgres://x",
  };
  const { out, err, code } = await run([...commands.source, "serve"], env, folder.path);
  expect([out, code]).toEqual(["", 1]);
  for (const name of ["PORT", "BASE_URL", "LOG_LEVEL", "PHONE_PROVIDER", "DATABASE_URL"])
    expect(err).toMatch(new RegExp(`^  ${name} .*Example: ${name}=`, "m"));
  expect(err).not.toContain("    at ");
  folder.remove();
}, 20_000);

test("a signing key that anybody could guess keeps the desk from starting", async () => {
  const folder = scratchFolder();
  for (const secret of [
    "whsec_...",
    "whsec_",
    "hello",
    "c2hvcnQ=",
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw,old",
  ]) {
    const env = { ...surroundings, FRONTDESK_DATA: folder.path, QUO_WEBHOOK_SECRET: secret };
    const { err, code } = await run([...commands.source, "serve"], env, folder.path);
    expect([secret, code, err]).toEqual([
      secret,
      1,
      expect.stringContaining("QUO_WEBHOOK_SECRET is not a signing key"),
    ]);
    expect(err.replace(/Example: .*/, "")).not.toContain(secret);
  }
  folder.remove();
}, 20_000);

const usage: [string[], number, RegExp][] = [
  [["frobnicate"], 2, /There is no command frobnicate/],
  [["token"], 2, /create, list or revoke/],
  [["token", "revoke"], 2, /Which token/],
  [["token", "revoke", "nobody"], 1, /No living token/],
  [["token", "create", "x", "--scopes", "phone:fly"], 1, /Not a scope/],
  [["token", "create", "x", "--expires", "soon"], 2, /such as 90d/],
  [["token", "create", "--frob"], 2, /frob/],
  [["settings", "set", "business.zone", "Mars/Base"], 1, /IANA time zone/],
  [["settings", "set", "business.nothing", "1"], 1, /no such setting/],
  [["settings", "get", "nothing"], 2, /no setting called/],
  [["events", "replay", "evt_0"], 1, /no event/],
  [["serve", "now"], 2, /takes no now/],
  [["healthcheck"], 1, /No server answers/],
];

test("the command line says what it takes, and with which code it ends", async () => {
  const folder = scratchFolder();
  const env = { ...surroundings, FRONTDESK_DATA: folder.path, PORT: "1" };
  for (const [words, code, message] of usage) {
    const ended = await run([...commands.source, ...words], env, folder.path);
    expect([words, ended.code, ended.out]).toEqual([words, code, ""]);
    expect(ended.err).toMatch(message);
    expect(ended.err).not.toContain("    at ");
  }
  for (const command of [
    "serve",
    "token",
    "settings",
    "events",
    "doctor",
    "healthcheck",
    "migrate",
    "openapi",
    "version",
  ]) {
    const help = await run([...commands.source, command, "--help"], env, folder.path);
    expect([help.code, help.out]).toEqual([0, expect.stringContaining(`frontdesk ${command}`)]);
  }
  folder.remove();
}, 60_000);

test("a second server on the same folder is refused, and a stopping one finishes what it took", async () => {
  const server = await startServer({});
  const second = await run(
    [...commands.source, "serve"],
    { ...surroundings, FRONTDESK_DATA: server.folder, PORT: "0" },
    server.folder,
  );
  expect([second.code, second.err]).toEqual([1, expect.stringContaining("runs on this data folder already")]);
  const token = (await server.cli("token", "create")).out.trim();
  const send = (i: number) =>
    fetch(`${server.url}/api/v1/tools/send_sms`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ to: [`+1555010${String(1000 + i)}`], content: `text ${i}` }),
    }).then(
      (answer) => answer.status,
      () => 0,
    );
  const calls = Array.from({ length: 60 }, (_, i) => send(i));
  await Bun.sleep(15);
  expect(await server.stop("SIGINT")).toBe(0);
  const accepted = (await Promise.all(calls)).filter((status) => status === 200).length;
  const again = await startServer({ folder: server.folder });
  const history = async () => {
    const answer = await fetch(`${again.url}/api/v1/tools/get_message_history`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ limit: 100 }),
    });
    return ((await answer.json()) as { messages: { status: string }[] }).messages;
  };
  const isSent = ({ status }: { status: string }) => ["sent", "delivered"].includes(status);
  for (let i = 0; i < 50 && !(await history()).every(isSent); i++) await Bun.sleep(100);
  expect((await history()).length).toBeGreaterThanOrEqual(accepted);
  expect((await history()).filter((each) => !isSent(each))).toEqual([]);
  await again.stop();
}, 60_000);
