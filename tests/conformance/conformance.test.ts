import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type ServerProcess, scratchFolder, startServer } from "#tests/support/process.ts";
import { startBearerProxy } from "./bearer-proxy.ts";
import { notInThatEra } from "./not-in-that-era.ts";
import { type FixtureServer, startFixtureServer } from "./server.ts";
import { failuresOf, idsWith, type Results, type Revision, requiredBy, runSuite } from "./suite.ts";
import { withoutFixtures } from "./without-fixtures.ts";

const patience = 120_000;

/** What the suite only reports and this transport passes too: it is held to it. */
const besides = {
  "2026-07-28": ["json-schema-2020-12", "http-header-validation", "http-custom-header-server-validation"],
  "2025-11-25": ["json-schema-2020-12", "server-session-lifecycle"],
};

describe("the transport, with the suite's fixtures behind it", () => {
  let server: FixtureServer;
  beforeAll(async () => {
    server = await startFixtureServer();
  });
  afterAll(() => server.stop());

  test(
    "does everything that 2026-07-28 asks of a server",
    async () => {
      const required = requiredBy("2026-07-28");
      expect(required.length).toBe(37);
      const results = await runSuite(server.url, "2026-07-28");
      expect(failuresOf([...required, ...besides["2026-07-28"]], results)).toEqual({});
    },
    patience,
  );

  test(
    "does what 2025-11-25 asks of a server that issues no session, and nothing more",
    async () => {
      const required = requiredBy("2025-11-25");
      expect(required.length).toBe(30);
      const results = await runSuite(server.url, "2025-11-25");
      const failures = failuresOf([...required, ...besides["2025-11-25"]], results);
      expect(Object.keys(failures).sort(), JSON.stringify(failures)).toEqual([...notInThatEra].sort());
    },
    patience,
  );
});

describe("the desk itself", () => {
  const folder = scratchFolder();
  const results = new Map<Revision, Results>();
  let server: ServerProcess;

  beforeAll(async () => {
    server = await startServer({ folder: folder.path });
    await writeAsCustomer(server);
    const { out } = await server.cli("token", "create");
    const proxy = startBearerProxy(server.url, out.trim());
    for (const revision of ["2026-07-28", "2025-11-25"] as const)
      results.set(revision, await runSuite(`${proxy.url}/mcp`, revision));
    await proxy.stop();
  }, patience);

  afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  for (const { name, revisions, untestable = [], skipped = [], endsAt } of withoutFixtures)
    test.each(revisions)(`passes ${name} of %s`, (revision) => {
      const checks = results.get(revision)?.get(name) ?? [];
      const failed = checks.filter(({ status }) => status === "FAILURE");
      expect(failed.filter(({ details }) => !details?.untestable)).toEqual([]);
      expect(idsWith("FAILURE", checks).sort()).toEqual([...untestable].sort());
      expect(idsWith("SKIPPED", checks).sort()).toEqual([...skipped].sort());
      if (endsAt === undefined) expect(idsWith("SUCCESS", checks)).not.toBeEmpty();
      else expect(checks.map(({ id }) => id)).toEqual([endsAt]);
    });
});

/** So that there is a resource to list and to read. */
async function writeAsCustomer({ url }: ServerProcess): Promise<void> {
  const body = new URLSearchParams({ from: "+16055550142", text: "Is the flat free?" });
  const answer = await fetch(`${url}/sandbox/messages`, { method: "POST", body, redirect: "manual" });
  expect(answer.status).toBe(303);
}
