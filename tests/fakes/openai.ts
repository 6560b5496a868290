/** How the fake answers one question. */
export interface Script {
  /** Pieces of the answer; what was asked, in brief, where it is left out. */
  text?: readonly string[];
  /** The usage object; `null` leaves it out. */
  usage?: Record<string, unknown> | null;
  /** The model it says has answered. */
  model?: string;
  finish?: string | null;
  tier?: string;
  /** Refused before anything begins. */
  status?: number;
  error?: Record<string, unknown>;
  headers?: Record<string, string>;
  /** Milliseconds before the first byte, and between two pieces. */
  first?: number;
  pause?: number;
  /** Breaks the connection after so many pieces, or sends an error in the stream, or says nothing more for ever. */
  cutAfter?: number;
  errorAfter?: number;
  stallAfter?: number;
  /** Sends bytes so that letters are cut in two. */
  splits?: boolean;
  /** What the server refuses to be sent. */
  refuses?: readonly string[];
}

export interface AskedOfFake {
  path: string;
  model: string;
  key: string;
  /** The last message, or the bytes of the file. */
  text: string;
  body: Record<string, unknown>;
  messages: { role: string; content: string }[];
}

/** A server that speaks as much of OpenAI's protocol as the desk asks for: chat as a stream, transcriptions, its models. */
export interface FakeOpenAi {
  url: string;
  /** What each request that was taken carried. */
  asked: AskedOfFake[];
  /** What it answers: a transcript, or for a question with a schema by its name. */
  transcript: string;
  answers: Record<string, unknown>;
  /** Statuses with which the next requests are refused. */
  faults: number[];
  /** How the next questions are answered, one each; then `usual`. */
  scripts: Script[];
  usual: Script;
  /** For a question that holds the word, instead of `usual`. */
  byWord: Map<string, Script>;
  /** Keys that are no keys. */
  badKeys: Set<string>;
  /** All that was ever said to it, and by it. */
  words: Set<string>;
  /** Streams that are open, and those that the other side has ended. */
  open: number;
  ended: number;
  stop(): Promise<void>;
}

const theirs = { message: "secret words of theirs", type: "server_error" };

export function startFakeOpenAi(): FakeOpenAi {
  const fake: Omit<FakeOpenAi, "url" | "stop"> = {
    ...{ asked: [], transcript: "Hello", answers: {}, faults: [], scripts: [], usual: {} },
    byWord: new Map(),
    ...{ badKeys: new Set(), words: new Set(), open: 0, ended: 0 },
  };
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, idleTimeout: 0, fetch });
  return Object.assign(fake, {
    url: `http://127.0.0.1:${server.port}/v1`,
    stop: () => server.stop(true),
  });

  async function fetch(request: Request): Promise<Response> {
    const { pathname: path } = new URL(request.url);
    const key = request.headers.get("authorization") ?? "";
    const fault = fake.faults.shift();
    if (fault !== undefined) return Response.json({ error: theirs }, { status: fault });
    if (fake.badKeys.has(key.replace("Bearer ", "")))
      return Response.json(
        { error: { message: `Incorrect API key provided: ${key}`, code: "invalid_api_key" } },
        { status: 401 },
      );
    if (path === "/v1/models") return Response.json({ object: "list", data: [] });
    if (path === "/v1/audio/transcriptions") {
      const form = await request.formData();
      const file = form.get("file");
      const text = file instanceof Blob ? await file.text() : "";
      const model = String(form.get("model"));
      fake.asked.push({ path, key, model, text, body: {}, messages: [] });
      return Response.json({ text: fake.transcript });
    }
    if (path !== "/v1/chat/completions") return new Response("not here", { status: 404 });
    return await chat(request, path, key);
  }

  async function chat(request: Request, path: string, key: string): Promise<Response> {
    const body = (await request.json()) as Record<string, unknown>;
    const messages = body["messages"] as AskedOfFake["messages"];
    const model = String(body["model"]);
    const peeked = fake.scripts[0] ?? fake.usual;
    const refused = peeked.refuses?.find((name) => name in body);
    if (refused !== undefined)
      return Response.json(
        {
          error: {
            message: `Unsupported parameter: '${refused}'`,
            param: refused,
            code: "unsupported_parameter",
          },
        },
        { status: 400 },
      );
    const asked = messages.at(-1)?.content ?? "";
    const worded = [...fake.byWord].find(([word]) => asked.includes(word))?.[1];
    const script = fake.scripts.shift() ?? worded ?? fake.usual;
    const format = body["response_format"] as
      | { json_schema?: { name: string; strict?: boolean; schema: { additionalProperties?: unknown } } }
      | undefined;
    const schema = format?.json_schema;
    if (schema?.strict && schema.schema.additionalProperties !== false)
      return Response.json({ error: { message: "invalid schema" } }, { status: 400 });
    fake.asked.push({ path, key, model, text: messages.at(-1)?.content ?? "", body, messages });
    for (const { content } of messages) fake.words.add(content);
    if (script.status !== undefined)
      return Response.json(
        { error: script.error ?? theirs },
        { status: script.status, headers: script.headers ?? {} },
      );
    const answer = schema ? [JSON.stringify(fake.answers[schema.name] ?? {})] : undefined;
    const text = script.text ?? answer ?? [`You said: ${messages.at(-1)?.content.slice(0, 60) ?? ""}`];
    fake.words.add(text.join(""));
    return new Response(streamOf({ ...script, text, model: script.model ?? model }, body, request.signal), {
      headers: { "content-type": "text/event-stream" },
    });
  }

  function streamOf(script: Script, body: Record<string, unknown>, signal: AbortSignal): ReadableStream {
    const encoder = new TextEncoder();
    const { text = [], model, tier, pause = 0, first = 0 } = script;
    const wantsUsage = (body["stream_options"] as { include_usage?: boolean } | undefined)?.include_usage;
    const chunk = (more: Record<string, unknown>) =>
      `data: ${JSON.stringify({
        ...{ id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model, usage: null },
        ...(tier ? { service_tier: tier } : {}),
        ...more,
      })}\n\n`;
    const delta = (content: string) =>
      chunk({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
    let isGone = false;
    const gone = () => {
      if (!isGone) fake.ended++;
      isGone = true;
    };
    signal.addEventListener("abort", gone);
    return new ReadableStream({
      async start(controller) {
        fake.open++;
        const send = async (written: string) => {
          const bytes = encoder.encode(written);
          if (!script.splits) return controller.enqueue(bytes);
          for (let at = 0; at < bytes.length; at += 7) {
            controller.enqueue(bytes.slice(at, at + 7));
            await Bun.sleep(0);
          }
        };
        try {
          if (first > 0) await Bun.sleep(first);
          if (isGone) return;
          await send(": PROCESSING\n\n");
          await send(chunk({ choices: [{ index: 0, delta: { role: "assistant", content: "" } }] }));
          for (const [n, piece] of text.entries()) {
            if (isGone) return;
            if (n === script.cutAfter) return controller.error(new Error("cut"));
            if (n === script.errorAfter) {
              await send(`data: ${JSON.stringify({ error: theirs })}\n\n`);
              return controller.close();
            }
            if (n === script.stallAfter) return void (await new Promise(() => undefined));
            await send(delta(piece));
            if (pause > 0) await Bun.sleep(pause);
          }
          const { finish = "stop" } = script;
          if (finish !== null)
            await send(chunk({ choices: [{ index: 0, delta: {}, finish_reason: finish }] }));
          const usage = script.usage === undefined ? usual(text) : script.usage;
          if (usage && wantsUsage) await send(chunk({ choices: [], usage }));
          await send("data: [DONE]\n\n");
          controller.close();
        } catch (failure) {
          if (!isGone) throw failure;
        } finally {
          fake.open--;
        }
      },
      cancel: gone,
    });
  }
}

function usual(text: readonly string[]): Record<string, unknown> {
  return { prompt_tokens: 20, completion_tokens: text.length * 2, total_tokens: 20 + text.length * 2 };
}
