import { expect, test } from "bun:test";
import { connect, type Socket } from "node:net";
import { startServer } from "#tests/support/process.ts";

test("six hundred callers who send a byte a second keep nobody else out", async () => {
  const server = await startServer({ env: { LOG_LEVEL: "error" } });
  const token = (await server.cli("token", "create")).out.trim();
  const port = Number(new URL(server.url).port);
  const slow = await Promise.all(
    Array.from(
      { length: 600 },
      () =>
        new Promise<Socket>((resolve, reject) => {
          const socket = connect(port, "127.0.0.1", () => {
            socket.write("POST /webhooks/quo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{");
            resolve(socket);
          });
          socket.on("error", reject);
        }),
    ),
  );
  await Bun.sleep(300);
  const answer = await fetch(`${server.url}/mcp`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: '{"method":"tools/list"}',
  });
  expect(answer.status).toBe(200);
  for (const socket of slow) socket.destroy();
  await Bun.sleep(200);
  expect(server.said()).not.toContain('"level":"ERROR"');
  expect(await server.stop()).toBe(0);
}, 30_000);
