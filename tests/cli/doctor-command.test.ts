import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { type ServerProcess, startServer } from "#tests/support/process.ts";

setDefaultTimeout(30_000);

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer({ env: { LOG_LEVEL: "error" } });
});

afterAll(() => server.stop());

describe("frontdesk doctor --as", () => {
  test("says in a line each what a client would meet, and ends with 0 where nothing fails", async () => {
    const { out, code } = await server.cli("doctor", "--as", "cursor");
    expect(code).toBe(0);
    const lines = out.trim().split("\n");
    for (const line of lines) expect(line).toMatch(/^(ok|warn) +[a-z -]+: ./);
    expect(out).toMatch(/^ok +tools: \d+, as Cursor wants them$/m);
    expect(out).toMatch(/^warn +signing in: Not looked at: nobody can sign in here yet/m);
  });

  test("ends with 1 where something does, and gives the same as JSON", async () => {
    const { out, code } = await server.cli("doctor", "--as", "elevenlabs", "--json");
    const { findings } = JSON.parse(out) as { findings: { level: string; about: string }[] };
    expect([code, findings.filter(({ level }) => level === "fail").map(({ about }) => about)]).toEqual([
      1,
      ["address"],
    ]);
  });

  test("leaves no token behind", async () => {
    await server.cli("doctor", "--as", "elevenlabs");
    const { out } = await server.cli("token", "list", "--json");
    const tokens = JSON.parse(out) as { name: string; state: string }[];
    expect(tokens.filter(({ state }) => state === "active")).toEqual([]);
  });

  test.each([
    ["a client it does not know", ["--as", "nobody"], "claude, chatgpt, elevenlabs, cursor"],
    ["a name of the language", ["--as", "constructor"], "claude, chatgpt, elevenlabs, cursor"],
    ["an address that is none", ["--as", "claude", "--url", "desk.example.com"], "https://desk.example.com"],
    [
      "an address of another kind",
      ["--as", "claude", "--url", "file:///etc/passwd"],
      "https://desk.example.com",
    ],
  ])("is wrong usage with %s", async (_name, words, said) => {
    const { err, code } = await server.cli("doctor", ...words);
    expect([code, err]).toEqual([2, expect.stringContaining(said)]);
  });

  test("without a server says that nothing answers", async () => {
    const { folder } = server;
    await server.stop();
    const { out, code } = await server.cli("doctor", "--as", "cursor", "--url", "http://127.0.0.1:9");
    expect([folder, code, out]).toEqual([
      folder,
      1,
      expect.stringContaining("nothing accepts connections there"),
    ]);
  });
});
