import type { APIError as ApiError, OpenAI, toFile as ToFile } from "openai";
import * as z from "zod";
import { type LanguageModel, ModelFailure } from "#operation/language-model.ts";
import { logOf } from "#platform/log.ts";

export interface ModelOptions {
  apiKey: string | undefined;
  /** Any server that speaks OpenAI's protocol; theirs where it is left out. */
  baseUrl: string | undefined;
}

interface Opened {
  client: OpenAI;
  toFile: typeof ToFile;
  APIError: typeof ApiError;
}

/** Milliseconds for one try, and tries after the first, of what may safely be asked again. */
const patience = 60_000;
const retries = 2;

/** The configured model, over the official client, which is loaded when it is first asked. */
export function createModel({ apiKey, baseUrl }: ModelOptions): LanguageModel {
  const log = logOf("model");
  let opened: Promise<Opened> | undefined;

  return {
    isConfigured: apiKey !== undefined || baseUrl !== undefined,
    async transcribe(audio, model) {
      return await asked(async ({ client, toFile }) => {
        const file = await toFile(audio, "call.mp3", { type: "audio/mpeg" });
        return (await client.audio.transcriptions.create({ file, model })).text;
      });
    },
    async judge({ model, name, instructions, text, schema }) {
      const answer = await asked(({ client }) =>
        client.chat.completions.create({
          model,
          messages: [
            { role: "system", content: instructions },
            { role: "user", content: text },
          ],
          response_format: {
            type: "json_schema",
            json_schema: { name, strict: true, schema: z.toJSONSchema(schema) as Record<string, unknown> },
          },
        }),
      );
      const read = schema.safeParse(jsonOf(answer.choices[0]?.message.content ?? ""));
      if (!read.success) throw new ModelFailure("shapeless");
      return read.data;
    },
  };

  async function asked<Answer>(ask: (parts: Opened) => Promise<Answer>): Promise<Answer> {
    opened ??= open();
    const parts = await opened;
    try {
      return await ask(parts);
    } catch (failure) {
      if (!(failure instanceof parts.APIError)) throw failure;
      const reason = failure.status === undefined || failure.status >= 500 ? "unreachable" : "refused";
      log.warning("The model did not answer.", { reason, status: failure.status ?? null });
      throw new ModelFailure(reason);
    }
  }

  async function open(): Promise<Opened> {
    const { APIError, OpenAI, toFile } = await import("openai");
    const client = new OpenAI({
      // A server of one's own often asks for no key; the client wants one.
      apiKey: apiKey ?? "none",
      // Named, whatever the environment says: the client would read more of it.
      ...{ baseURL: baseUrl ?? "https://api.openai.com/v1", organization: null, project: null },
      ...{ timeout: patience, maxRetries: retries, logLevel: "off" as const },
    });
    return { client, toFile, APIError };
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
