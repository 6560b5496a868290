import { expect, test } from "bun:test";
import { join } from "node:path";
import { startServer } from "#tests/support/process.ts";
import { isNotHere } from "#tests/support/sqld.ts";

test.skipIf(isNotHere("another program’s lock", "there is no file to lock"))(
  "while another program holds the database for three seconds, reads go on, and every write is answered right afterwards",
  async () => {
    const server = await startServer({ env: { LOG_LEVEL: "error" } });
    const token = (await server.cli("token", "create")).out.trim();
    const ask = async (tool: string, args: object) => {
      const answer = await fetch(`${server.url}/api/v1/tools/${tool}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify(args),
      });
      return {
        status: answer.status,
        body: (await answer.json()) as { messages: { content: string; status: string }[] },
      };
    };
    const locker = join(import.meta.dirname, "../db/hold-lock.ts");
    const holder = Bun.spawn([process.execPath, locker, join(server.folder, "frontdesk.db"), "3000"], {
      stdout: "pipe",
    });
    await holder.stdout.getReader().read();
    const writes = Array.from({ length: 20 }, (_, i) =>
      ask("send_sms", { to: [`+155504010${10 + (i % 5)}`], content: `text ${i}` }),
    );
    const read = await ask("get_message_history", {});
    expect([read.status, read.body.messages]).toEqual([200, []]);
    const answers = await Promise.all(writes);
    expect(answers.map((each) => each.status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(answers.every((each) => each.body.messages[0]?.status === "sent")).toBe(true);
    expect((await ask("get_message_history", { limit: 100 })).body.messages).toHaveLength(20);
    await holder.exited;
    expect(await server.stop()).toBe(0);
  },
  30_000,
);
