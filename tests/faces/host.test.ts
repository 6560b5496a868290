import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { connect } from "node:net";
import { type Listener, listen } from "#runtime/serve.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

let t: TestDesk;
let listener: Listener;

beforeAll(async () => {
  t = await openTestDesk();
  listener = listen("127.0.0.1", 0, t.app.fetch);
});
afterAll(async () => {
  await listener.stop();
  await t.close();
});

/** The status line's number for a request written by hand: no client would send such a Host. */
function statusOf(path: string, host: string, method = "GET"): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(listener.port, "127.0.0.1", () =>
      socket.write(
        `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
      ),
    );
    socket.setEncoding("latin1").on("data", (part: string) => {
      text += part;
    });
    socket.on("end", () => resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1])));
    socket.on("error", reject);
  });
}

const paths = ["/", "/login", "/mcp", "/mcp/phone", "/sandbox", "/tickets", "/webhooks/quo", "/register"];

/** What is no name, no address, or no port: nothing can be read of it, and nothing is guessed. */
const noHosts = [
  "localhost:99999",
  "localhost:3000000000",
  "localhost:abc",
  "xn--localhost",
  "xn--",
  "[::1",
  "[:::1]",
  "[fe80::1%25eth0]",
  "999.999.999.999",
  "a b",
  "%",
  "%00",
  "",
  "user@localhost",
  "localhost/x",
  "localhost?x",
  "localhost#x",
  "localhost, evil.example",
  "loc\\alhost",
  "http://localhost",
  "locälhost",
  "<script>",
];

describe("a Host that is none is refused, and no fault of ours", () => {
  test.each(noHosts)("%j", async (host) => {
    t.log.length = 0;
    for (const path of paths) expect([path, await statusOf(path, host)]).toEqual([path, 403]);
    expect(await statusOf("/mcp", host, "POST")).toBe(403);
    expect(t.log.filter((line) => line.includes('"ERROR"'))).toEqual([]);
  });
});

test.each(["localhost:3000", "LOCALHOST", "localhost:", "127.0.0.1", "127.1", "[::1]:3000"])(
  "%j is this machine in another spelling",
  async (host) => {
    expect([await statusOf("/healthz", host), await statusOf("/mcp", host, "POST")]).toEqual([200, 401]);
  },
);

test.each(["evil.example", "localhost.evil.example", "10.0.0.1", "localhost."])(
  "%j is somebody else's name",
  async (host) => {
    expect([await statusOf("/mcp", host, "POST"), await statusOf("/login", host)]).toEqual([403, 403]);
  },
);
