import { createHash, randomBytes } from "node:crypto";
import { connect } from "node:net";
import { type AskingDesk, openAskingDesk } from "#tests/domains/assistant/asking.ts";

export interface ModelStreamsReport {
  streams: number;
  /** Streams whose words were not whole and in order. */
  wrong: number;
  seconds: number;
  /** Megabytes by which the process has grown while the deaf reader was there. */
  grownBy: number;
  /** Seconds until the deaf reader was cut, and the code it was told; undefined where it was not. */
  cutAfter: number | undefined;
}

const words = (count: number) => Array.from({ length: count }, (_, n) => `w${n} `);

/** So many streams at once and one more that nobody reads: what each got, and what became of the deaf one. */
export async function streamBesideADeafOne(streams: number): Promise<ModelStreamsReport> {
  const d = await openAskingDesk({ modelSilence: 60_000 });
  try {
    await d.t.set("models.chat", "gpt-6-luna");
    for (const limit of ["writes", "reads"]) await d.t.set(`limits.${limit}_per_minute`, 100_000);
    d.openai.byWord.set("Much", { text: Array.from({ length: 500 }, () => "x".repeat(30_000)), pause: 2 });
    d.openai.byWord.set("Count", { text: words(200), pause: 20 });
    const before = process.memoryUsage.rss();
    const deaf = await deafReader(d);
    const begun = performance.now();
    const read = await Promise.all(Array.from({ length: streams }, (_, n) => readWhole(d, `stream-${n}`)));
    const seconds = (performance.now() - begun) / 1000;
    const cutAfter = await Promise.race([deaf.cut, Bun.sleep(60_000).then(() => undefined)]);
    const grownBy = Math.round((process.memoryUsage.rss() - before) / 1024 / 1024);
    const whole = words(200).join("");
    return { streams, wrong: read.filter((text) => text !== whole).length, seconds, grownBy, cutAfter };
  } finally {
    await d.close();
  }
}

function readWhole(d: AskingDesk, session: string): Promise<string> {
  const socket = new WebSocket(`${d.url.replace("http", "ws")}/ws/stream/${session}`, [
    ...["frontdesk", `bearer.${d.token}`],
  ]);
  let text = "";
  return new Promise((resolve) => {
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(String(data)) as { type: string; at: number; text: string };
      if (message.type === "ready") socket.send(JSON.stringify({ type: "ask", content: "Count" }));
      if (message.type === "delta" && message.at === text.length) text += message.text;
      if (message.type === "done" || message.type === "error") {
        socket.close();
        resolve(text);
      }
    };
    socket.onclose = () => resolve(text);
  });
}

/** Asks for much, reads nothing, and says when the other side has cut it. */
async function deafReader(d: AskingDesk): Promise<{ cut: Promise<number> }> {
  const begun = performance.now();
  const socket = connect(Number(new URL(d.url).port), "127.0.0.1");
  const key = randomBytes(16).toString("base64");
  socket.write(
    [
      "GET /ws/stream/deaf HTTP/1.1",
      ...["Host: localhost:3000", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"],
      ...[`Sec-WebSocket-Key: ${key}`, `Authorization: Bearer ${d.token}`],
      "\r\n",
    ].join("\r\n"),
  );
  const accepted = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  await new Promise<void>((resolve) => {
    socket.once("data", (bytes) => {
      if (!bytes.toString("latin1").includes(accepted)) throw new Error("the handshake was refused");
      resolve();
    });
  });
  socket.pause();
  const said = new TextEncoder().encode(JSON.stringify({ type: "ask", content: "Much", max_tokens: 100 }));
  socket.write(new Uint8Array([0x81, 0x80 | said.length, 0, 0, 0, 0, ...said]));
  const cut = new Promise<number>((resolve) => {
    const look = setInterval(() => {
      // What is written to a connection that the other side has ended comes back as an error.
      if (!socket.destroyed) socket.write(new Uint8Array([0x89, 0x80, 0, 0, 0, 0]));
    }, 500);
    const ended = () => {
      clearInterval(look);
      resolve((performance.now() - begun) / 1000);
    };
    socket.on("close", ended);
    socket.on("error", ended);
  });
  return { cut };
}
