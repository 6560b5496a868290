import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { connect } from "node:net";
import { openChatStream } from "#faces/streams/chat-stream.ts";
import { watchReader } from "#faces/streams/slow-reader.ts";
import { type AskingDesk, openAskingDesk } from "./asking.ts";

let d: AskingDesk;

beforeAll(async () => {
  d = await openAskingDesk({ modelSilence: 5000 });
  await d.t.set("models.chat", "gpt-6-luna");
});
afterAll(() => d?.close());
beforeEach(() => {
  d.openai.usual = {};
});

interface Message {
  type: string;
  call_id: string;
  at: number;
  text: string;
  code?: string;
  length?: number;
  status?: string;
}

/** A stream in a session, and what it has told. */
function openStream(session: string, token = d.token) {
  const socket = new WebSocket(`${d.url.replace("http", "ws")}/ws/stream/${session}`, [
    ...["frontdesk", `bearer.${token}`],
  ]);
  const told: Message[] = [];
  const closed = Promise.withResolvers<{ code: number; reason: string }>();
  let hear: () => void = () => undefined;
  socket.onmessage = ({ data }) => {
    told.push(JSON.parse(String(data)) as Message);
    hear();
  };
  socket.onclose = ({ code, reason }) => {
    closed.resolve({ code, reason });
    hear();
  };
  return {
    ...{ socket, told, closed: closed.promise },
    send: (message: object) => socket.send(JSON.stringify(message)),
    text: () => told.flatMap(({ type, text }) => (type === "delta" ? [text] : [])).join(""),
    /** The next that is so, of all that was told. */
    async until(isIt: (message: Message) => boolean): Promise<Message> {
      for (;;) {
        const found = told.find(isIt);
        if (found) return found;
        await new Promise<void>((resolve) => {
          hear = resolve;
        });
      }
    },
  };
}

const isDone = ({ type }: Message) => type === "done" || type === "error";
const words = (count: number) => Array.from({ length: count }, (_, n) => `w${n} `);

async function handshake(path: string, headers: Record<string, string>): Promise<number> {
  const answer = await fetch(`${d.url}${path}`, {
    headers: {
      ...{ connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13" },
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
      ...headers,
    },
  });
  await answer.body?.cancel();
  return answer.status;
}

describe("the way in", () => {
  test("asks for a token that may ask models, at the handshake, and for our own origin", async () => {
    const reading = await d.t.token("assistant:read");
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
    expect(await handshake("/ws/stream/s", {})).toBe(401);
    expect(await handshake("/ws/stream/s", bearer("fdk_nonsense"))).toBe(401);
    expect(await handshake(`/ws/stream/s?token=${d.token}`, {})).toBe(401);
    expect(await handshake("/ws/stream/s", bearer(reading))).toBe(403);
    expect(await handshake("/ws/stream/s", { ...bearer(d.token), origin: "https://evil.example" })).toBe(403);
    expect(await handshake("/ws/other", bearer(d.token))).toBe(404);
  });

  test("is closed where the token is taken back, in the middle of an answer too", async () => {
    const { token, id } = await d.t.desk.gate
      .execute(
        d.t.desk.operation("token.create"),
        { name: "taken", scopes: ["assistant:read", "assistant:write"], days: 1 },
        { user: "owner", client: "cli", scopes: new Set(), face: "cli", authority: "owner" },
        { requestId: "test" },
      )
      .then((outcome) => (outcome as { output: { token: string; id: string } }).output);
    d.openai.usual = { text: words(500), pause: 10 };
    const stream = openStream("taken", token);
    await stream.until(({ type }) => type === "ready");
    stream.send({ type: "ask", content: "Count" });
    await stream.until(({ type }) => type === "delta");
    await d.t.desk.gate.execute(
      d.t.desk.operation("token.revoke"),
      { token: id },
      { user: "owner", client: "cli", scopes: new Set(), face: "cli", authority: "owner" },
      { requestId: "test" },
    );
    expect((await stream.closed).code).toBe(4003);
    expect(stream.told.some(isDone)).toBe(false);
  });
});

describe("an answer", () => {
  test("is had with a token that may only ask, and eight at once are on their way on one socket", async () => {
    d.openai.usual = { text: words(30), pause: 10 };
    const stream = openStream("asking", await d.t.token("assistant:write"));
    await stream.until(({ type }) => type === "ready");
    for (let n = 0; n < 12; n++) stream.send({ type: "ask", id: `n${n}`, content: "Count" });
    const ends = () => stream.told.filter(isDone);
    while (ends().length < 12) await Bun.sleep(10);
    const refused = ends().filter(({ code }) => code === "RATE_LIMIT_EXCEEDED");
    expect([ends().filter(({ type }) => type === "done").length, refused.length]).toEqual([8, 4]);
    stream.socket.close();
  });

  test("comes in order and whole, remembers the session, and says how it ended", async () => {
    d.openai.usual = { text: words(40), splits: true };
    const stream = openStream("whole");
    await stream.until(({ type }) => type === "ready");
    stream.send({ type: "ask", id: "q1", content: "Count" });
    const done = await stream.until(isDone);
    expect(stream.text()).toBe(words(40).join(""));
    expect(done).toMatchObject({ type: "done", status: "done", length: stream.text().length });
    let at = 0;
    for (const each of stream.told.filter(({ type }) => type === "delta")) {
      expect(each.at).toBe(at);
      at += each.text.length;
    }
    stream.told.length = 0;
    stream.send({ type: "ask", id: "q2", content: "And again" });
    await stream.until(isDone);
    expect(d.openai.asked.at(-1)!.messages.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
    stream.send({ type: "ping" });
    await stream.until(({ type }) => type === "pong");
    stream.socket.close();
  });

  test("goes on when the socket is cut, and is taken up again without a letter lost or doubled", async () => {
    d.openai.usual = { text: words(120), pause: 4 };
    const first = openStream("cut");
    await first.until(({ type }) => type === "ready");
    first.send({ type: "ask", content: "Count" });
    const { call_id } = await first.until(({ type }) => type === "started");
    await first.until(({ type, at }) => type === "delta" && at > 30);
    first.socket.close();
    await first.closed;
    const had = first.text();
    const second = openStream("elsewhere");
    await second.until(({ type }) => type === "ready");
    second.send({ type: "resume", call_id, after: had.length });
    await second.until(isDone);
    expect(had + second.text()).toBe(words(120).join(""));
    // Once it has ended too, from any place, and twice at once only once.
    const third = openStream("elsewhere");
    await third.until(({ type }) => type === "ready");
    third.send({ type: "resume", call_id, after: 7 });
    await third.until(isDone);
    expect(third.text()).toBe(words(120).join("").slice(7));
    // Nobody else's.
    const other = openStream("mine", await d.t.token("assistant:read", "assistant:write"));
    await other.until(({ type }) => type === "ready");
    other.send({ type: "resume", call_id: `mdc_${"0".repeat(26)}` });
    expect((await other.until(isDone)).code).toBe("NOT_FOUND");
    for (const each of [second, third, other]) each.socket.close();
  });

  test("ends at the provider when it is cancelled, and keeps what was written", async () => {
    d.openai.usual = { text: words(500), pause: 5 };
    const { ended } = d.openai;
    const stream = openStream("cancelled");
    await stream.until(({ type }) => type === "ready");
    stream.send({ type: "ask", content: "Count" });
    const { call_id } = await stream.until(({ type }) => type === "delta");
    stream.send({ type: "cancel", call_id });
    expect(await stream.until(isDone)).toMatchObject({ type: "done", status: "cancelled" });
    expect(stream.text()).toStartWith("w0 ");
    for (let n = 0; n < 50 && d.openai.ended === ended; n++) await Bun.sleep(10);
    expect(d.openai.ended).toBe(ended + 1);
    stream.send({ type: "cancel", call_id });
    await stream.until(({ code }) => code === "CONFLICT");
    stream.socket.close();
  });

  test("is refused in words, and noise ends the stream", async () => {
    const stream = openStream("noise");
    await stream.until(({ type }) => type === "ready");
    stream.send({ type: "ask" });
    expect((await stream.until(isDone)).code).toBe("VALIDATION_ERROR");
    for (let n = 0; n < 30; n++) stream.socket.send("no json");
    expect((await stream.closed).code).toBe(1008);
  });
});

/** A client that opens a stream by hand, says something, and never reads what comes. */
async function deafClient(
  session: string,
  said: object[],
): Promise<{ ended: Promise<void>; destroy(): void }> {
  const { port } = new URL(d.url);
  const socket = connect(Number(port), "127.0.0.1");
  const ended = new Promise<void>((resolve) => {
    socket.on("close", () => resolve());
    socket.on("error", () => resolve());
  });
  socket.write(
    [
      `GET /ws/stream/${session} HTTP/1.1`,
      ...["Host: localhost:3000", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"],
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      `Authorization: Bearer ${d.token}`,
      "\r\n",
    ].join("\r\n"),
  );
  await Bun.sleep(100);
  socket.pause();
  for (const message of said) socket.write(masked(JSON.stringify(message)));
  return { ended, destroy: () => void socket.destroy() };
}

/** A text as a client's frame (RFC 6455 §5.2), masked with nothing. */
function masked(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  const length =
    bytes.length < 126 ? [0x80 | bytes.length] : [0x80 | 126, bytes.length >> 8, bytes.length & 255];
  return new Uint8Array([0x81, ...length, 0, 0, 0, 0, ...bytes]);
}

test("two hundred streams at once, one of which nobody reads: order kept, memory flat, the deaf one cut", async () => {
  await d.t.set("limits.writes_per_minute", 10_000);
  await d.t.set("limits.reads_per_minute", 10_000);
  const long = "x".repeat(20_000);
  d.openai.usual = { text: words(40), pause: 10 };
  const streams = Array.from({ length: 200 }, (_, n) => openStream(`many-${n}`));
  await Promise.all(streams.map((stream) => stream.until(({ type }) => type === "ready")));
  const before = process.memoryUsage.rss();
  for (const [n, stream] of streams.entries()) stream.send({ type: "ask", content: `Number ${n}` });
  const ends = await Promise.all(streams.map((stream) => stream.until(isDone)));
  expect(ends.filter(({ type }) => type !== "done")).toEqual([]);
  const wrong = streams.filter((stream) => stream.text() !== words(40).join(""));
  expect(wrong).toHaveLength(0);
  for (const { socket } of streams) socket.close();
  // Beside one that nobody reads the others go on, and nothing piles up for it.
  d.openai.usual = { text: Array.from({ length: 300 }, () => long), pause: 1 };
  const deaf = await deafClient("deaf", [{ type: "ask", content: "Much" }]);
  const beside = openStream("beside");
  await beside.until(({ type }) => type === "ready");
  d.openai.usual = { text: words(40), pause: 2 };
  beside.send({ type: "ask", content: "Little" });
  expect((await beside.until(isDone)).type).toBe("done");
  for (let n = 0; n < 60 && d.openai.open > 0; n++) await Bun.sleep(50);
  const { call_id } = (await d.call("chat_get_session", { session_id: "deaf" })).body.turns[0];
  const many = Array.from({ length: 60 }, () => ({ type: "resume", call_id }));
  const greedy = await deafClient("greedy", many);
  await Bun.sleep(300);
  const grown = (process.memoryUsage.rss() - before) / 1024 / 1024;
  expect(grown).toBeLessThan(400);
  deaf.destroy();
  greedy.destroy();
  beside.socket.close();
}, 60_000);

describe("a reader", () => {
  const socketThat = (waiting: () => number) => {
    const closed: [number, string][] = [];
    const sent: string[] = [];
    return {
      ...{ closed, sent },
      send: (text: string) => void sent.push(text),
      get waiting() {
        return waiting();
      },
      close: (code: number, reason: string) => void closed.push([code, reason]),
    };
  };

  test("who is behind is given nothing more, and is cut where it stays behind", async () => {
    let waiting = 0;
    let cuts = 0;
    const reader = watchReader(
      socketThat(() => waiting),
      () => void cuts++,
      30,
    );
    expect(reader.hasRoom).toBe(true);
    waiting = 300_000;
    expect([reader.hasRoom, reader.hasRoom]).toEqual([false, false]);
    waiting = 0;
    reader.drained();
    await Bun.sleep(50);
    expect([cuts, reader.hasRoom]).toEqual([0, true]);
    waiting = 300_000;
    expect(reader.hasRoom).toBe(false);
    await Bun.sleep(50);
    expect(cuts).toBe(1);
  });

  test("who asks and asks and reads nothing is cut at once, with a reason", () => {
    let waiting = 0;
    const socket = socketThat(() => waiting);
    const stream = openChatStream(
      {
        ...{ gate: d.t.desk.gate, operation: d.t.desk.operation, underWay: d.t.desk.outbox },
        patience: () => 1000,
      },
      {
        requestId: "test",
        session: "s",
        principal: () => Promise.reject(new Error("not asked")),
        ended() {},
      },
    );
    stream.opened(socket);
    stream.heard('{"type":"ping"}');
    expect(socket.sent).toHaveLength(2);
    waiting = 2_000_000;
    stream.heard('{"type":"ping"}');
    expect(socket.closed).toEqual([[4008, "too slow: read faster, then connect again and resume"]]);
    stream.heard('{"type":"ping"}');
    expect(socket.sent).toHaveLength(2);
  });
});
