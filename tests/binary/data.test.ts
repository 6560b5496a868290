import { describe, expect, test } from "bun:test";
import { commands, startServer } from "#tests/support/process.ts";
import { hasSqld, sharedSqld } from "#tests/support/sqld.ts";

describe.each([
  ["the binary", commands.binary, undefined],
  ["the source under Deno", commands.deno, `${import.meta.dirname}/../..`],
])("%s", (_name, command, cwd) => {
  const options = { command, ...(cwd ? { cwd } : {}) };

  test("makes a sealed backup, tries it out, and restores it", async () => {
    const env = { LOG_LEVEL: "error", BACKUP_PASSPHRASE: "six words that nobody else knows" };
    const server = await startServer({ ...options, env });
    const made = await server.cli("backup");
    expect([made.code, made.out]).toEqual([0, expect.stringContaining(".db.gz.age")]);
    const drill = await server.cli("backup", "drill");
    expect([drill.code, drill.err]).toEqual([0, expect.stringContaining("everything is in it")]);
    expect((await server.cli("restore", "--yes")).err).toContain("Stop it first");
    await server.stop();
    const restored = await server.cli("restore", "--yes");
    expect([restored.code, restored.err]).toEqual([0, expect.stringContaining("Restored frontdesk-")]);
  }, 60_000);

  test.skipIf(!hasSqld())(
    "works on a libSQL server, with a copy beside it",
    async () => {
      const way = await (await sharedSqld()).database();
      const server = await startServer({
        ...options,
        env: {
          LOG_LEVEL: "error",
          DATABASE_SYNC_URL: way.url,
          FRONTDESK_SECRET: "the-same-secret-for-every-process-of-the-desk",
        },
      });
      expect(server.said()).toContain("with a copy in");
      const token = await server.tell("token", "create", "me");
      const call = async (tool: string, args: object) => {
        const answer = await fetch(`${server.url}/api/v1/tools/${tool}`, {
          method: "POST",
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          body: JSON.stringify(args),
        });
        return await answer.text();
      };
      await call("send_sms", { to: "+15550100200", content: "Kept elsewhere" });
      const isKept = async () => (await call("get_message_history", {})).includes("Kept elsewhere");
      const isCopied = async () => {
        const { checks } = (await (await fetch(`${server.url}/readyz`)).json()) as { checks: object };
        return !("replica" in checks);
      };
      for (let tries = 0; tries < 100 && !((await isCopied()) && (await isKept())); tries++)
        await Bun.sleep(100);
      expect([await isCopied(), await isKept()]).toEqual([true, true]);
      expect(await server.stop()).toBe(0);
      await way.stop();
    },
    60_000,
  );
});
