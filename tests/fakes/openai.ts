/** A server that speaks as much of OpenAI's protocol as the desk asks for: transcriptions and structured answers. */
export interface FakeOpenAi {
  url: string;
  /** What each request carried: the model, and the text or the bytes of the file. */
  asked: { path: string; model: string; key: string; text: string }[];
  /** What it answers: a transcript, or for a question by its name. */
  transcript: string;
  answers: Record<string, unknown>;
  /** Statuses with which the next requests are refused. */
  faults: number[];
  stop(): Promise<void>;
}

export function startFakeOpenAi(): FakeOpenAi {
  const fake: Omit<FakeOpenAi, "url" | "stop"> = {
    ...{ asked: [], transcript: "Hello", answers: {}, faults: [] },
  };
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch });
  return Object.assign(fake, {
    url: `http://127.0.0.1:${server.port}/v1`,
    stop: () => server.stop(true),
  });

  async function fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const key = request.headers.get("authorization") ?? "";
    const fault = fake.faults.shift();
    if (fault !== undefined)
      return Response.json(
        { error: { message: "secret words of theirs", type: "server_error" } },
        { status: fault },
      );
    if (pathname === "/v1/audio/transcriptions") {
      const form = await request.formData();
      const file = form.get("file");
      const text = file instanceof Blob ? await file.text() : "";
      fake.asked.push({ path: pathname, key, model: String(form.get("model")), text });
      return Response.json({ text: fake.transcript });
    }
    if (pathname !== "/v1/chat/completions") return new Response("not here", { status: 404 });
    const body = (await request.json()) as {
      model: string;
      messages: { role: string; content: string }[];
      response_format: { type: string; json_schema: { name: string; strict: boolean; schema: object } };
    };
    const { name, strict, schema } = body.response_format.json_schema;
    const isStrict = strict && (schema as { additionalProperties?: unknown }).additionalProperties === false;
    if (!isStrict) return Response.json({ error: { message: "invalid schema" } }, { status: 400 });
    fake.asked.push({ path: pathname, key, model: body.model, text: body.messages.at(-1)?.content ?? "" });
    const content = JSON.stringify(fake.answers[name] ?? {});
    const message = { role: "assistant", content, refusal: null };
    return Response.json({
      ...{ id: "chatcmpl-1", object: "chat.completion", created: 1, model: body.model },
      choices: [{ index: 0, finish_reason: "stop", message, logprobs: null }],
    });
  }
}
