import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type FakeQuo, startFakeQuo } from "#tests/fakes/quo.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

const ownKey = "quo-key-of-eve";
let quo: FakeQuo;
let t: TestDesk;

beforeAll(async () => {
  quo = startFakeQuo();
  quo.otherKeys.add(ownKey);
  t = await openTestDesk({ env: { QUO_BASE_URL: quo.url } });
});
afterAll(async () => {
  await t.close();
  await quo.stop();
});

describe("a caller's own Quo key, on a desk without one", () => {
  const listLines = async (token: string, key: string) =>
    await t.tool("list_lines", {}, token, { "x-openphone-api-key": key });

  test("is asked about by nobody whose call is refused", async () => {
    const before = quo.requests.length;
    const refused = await listLines(await t.token("assistant:read"), "quo-key-of-nobody");
    expect([refused.status, quo.requests.length]).toEqual([403, before]);
  });

  test("brings its lines, and switches nobody else's off", async () => {
    const token = await t.token("phone:read");
    expect(JSON.stringify((await listLines(token, quo.key)).body)).toContain("+15550199000");
    quo.numberId = "PNeve1";
    quo.number = "+15550199001";
    expect(JSON.stringify((await listLines(token, ownKey)).body)).toContain("+15550199001");
    const rows = await t.desk.database.slow.read(
      "SELECT number, active FROM lines WHERE provider = 'quo' ORDER BY number",
    );
    expect(rows).toEqual([
      ["+15550199000", 1],
      ["+15550199001", 1],
    ]);
  });
});
