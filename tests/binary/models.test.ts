import { expect, test } from "bun:test";
import { commands, scratchFolder, startServer } from "#tests/support/process.ts";

interface Told {
  type: string;
  text?: string;
  status?: string;
}

test.each([
  ["the binary", commands.binary],
  ["the source under Deno", commands.deno],
])(
  "%s asks the sandbox model, remembers, and streams over a WebSocket",
  async (_name, command) => {
    const folder = scratchFolder();
    const server = await startServer({ command, folder: folder.path });
    const token = (
      await server.tell("token", "create", "models", "--scopes", "assistant:read,assistant:write")
    ).trim();
    const ask = async (content: string) => {
      const answer = await fetch(`${server.url}/api/v1/tools/chat_complete`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ messages: [{ role: "user", content }], session_id: "first" }),
      });
      return ((await answer.json()) as { content: string }).content;
    };
    await ask("The gate code is 4711.");
    expect(await ask("What is our gate code?")).toContain("You told me: The gate code is 4711");

    const stream = new WebSocket(`${server.url.replace("http", "ws")}/ws/stream/first`, [
      ...["frontdesk", `bearer.${token}`],
    ]);
    const told = await new Promise<Told[]>((resolve) => {
      const all: Told[] = [];
      stream.onmessage = ({ data }) => {
        const message = JSON.parse(String(data)) as Told;
        all.push(message);
        if (message.type === "ready") stream.send('{"type":"ask","content":"And what did I say before?"}');
        if (message.type === "done" || message.type === "error") resolve(all);
      };
      stream.onclose = () => resolve(all);
    });
    expect(told.at(-1)).toMatchObject({ type: "done", status: "done" });
    expect(told.flatMap(({ type, text = "" }) => (type === "delta" ? [text] : [])).join("")).toContain(
      "4711",
    );
    stream.close();
    expect(await server.stop()).toBe(0);
    folder.remove();
  },
  60_000,
);
