import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Client } from "@modelcontextprotocol/client";
import { SkillsClient } from "@modelcontextprotocol/client/ext/skills";
import { connectEarlier, connectModern, type Mode } from "#tests/support/clients.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

let t: TestDesk;
let token: string;

beforeAll(async () => {
  t = await openTestDesk();
  token = await t.token("phone:read");
});

afterAll(() => t.close());

const inProcess = async (url: string | URL, init?: RequestInit) =>
  await t.app.fetch(new Request(String(url), init), { address: "203.0.113.7" });
const options = () => ({ url: "http://localhost:3000/mcp", token, fetch: inProcess });
const uri = "skill://frontdesk/SKILL.md";

describe.each<[string, Mode]>([
  ["shaking hands as before 2026", "legacy"],
  ["pinned to 2026-07-28", { pin: "2026-07-28" }],
])("a host that knows the extension, %s", (_name, mode) => {
  let client: Client;
  let skills: SkillsClient;

  beforeAll(async () => {
    client = (await connectModern(options(), mode)) as Client;
    skills = new SkillsClient(client);
  });

  afterAll(() => client.close());

  test("is told of the one skill, and reads every file of it against its digest", async () => {
    expect(skills.supported).toBe(true);
    const listing = await skills.list();
    expect(listing.skills.map((each) => each.uri)).toEqual([uri]);
    const { skill } = await skills.get(uri);
    expect(skill).toEqual(listing.skills[0]!);
    const main = await skills.read(skill);
    expect([main.verified, main.frontmatter?.["name"]]).toEqual([true, "frontdesk"]);
    const files = skill.resources === "dynamic" ? [] : skill.resources;
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) expect((await skills.read(skill, file.uri)).verified).toBe(true);
  });

  test.each([
    "skill://frontdesk/NOTHING.md",
    "skill://other/SKILL.md",
    "skill://frontdesk/references/../SKILL.md",
    "skill://frontdesk/__proto__",
    "skill://",
  ])("finds nothing at %s", async (wrong) => {
    await expect(client.readResource({ uri: wrong })).rejects.toThrow("no resource");
    await expect(skills.get(wrong)).rejects.toThrow();
  });
});

test("a host that does not know the extension finds the skill among the resources, once", async () => {
  const client = await connectEarlier(options());
  const { resources } = await client.listResources();
  expect(resources.filter((each) => each.uri.startsWith("skill:"))).toMatchObject([{ uri }]);
  const { contents } = await client.readResource({ uri });
  expect(contents).toMatchObject([{ uri, mimeType: "text/markdown" }]);
  await client.close();
});

test("reading it counts, as every read does", async () => {
  await t.set("limits.reads_per_minute", 3);
  const busy = await t.token("phone:read");
  const client = await connectModern({ ...options(), token: busy }, "legacy");
  const reading = async () => {
    for (let n = 0; n < 6; n++) await client.readResource({ uri });
  };
  await expect(reading()).rejects.toThrow(/RATE_LIMIT_EXCEEDED|Too many/i);
  await client.close();
  await t.set("limits.reads_per_minute", 600);
});
