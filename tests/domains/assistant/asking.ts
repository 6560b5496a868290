import { type Listener, listen } from "#runtime/serve.ts";
import { type FakeOpenAi, startFakeOpenAi } from "#tests/fakes/openai.ts";
import { openTestDesk, type TestDesk, type TestDeskOptions } from "#tests/support/desk.ts";

/** A desk that asks a fake of OpenAI's, and answers on a port of its own. */
export interface AskingDesk {
  t: TestDesk;
  openai: FakeOpenAi;
  /** Where it answers. */
  url: string;
  /** A tool over REST, with a token for asking and reading. */
  call(name: string, args: object, headers?: Record<string, string>): ReturnType<TestDesk["tool"]>;
  token: string;
  close(): Promise<void>;
}

export async function openAskingDesk(options: TestDeskOptions = {}): Promise<AskingDesk> {
  const openai = startFakeOpenAi();
  const t = await openTestDesk({
    modelSilence: 1000,
    ...options,
    env: { OPENAI_API_KEY: "sk-business-key-0001", OPENAI_BASE_URL: openai.url, ...options.env },
  });
  const listener: Listener = listen("127.0.0.1", 0, t.app.fetch);
  const token = await t.token("assistant:read", "assistant:write");
  return {
    ...{ t, openai, token, url: `http://127.0.0.1:${listener.port}` },
    call: (name, args, headers = {}) => t.tool(name, args, token, headers),
    async close() {
      await t.app.endStreams();
      await listener.stop();
      await t.close();
      await openai.stop();
      // Whatever was asked in any test: none of it is in a line of the log.
      const log = t.log.join("\n");
      const leak = [...openai.words]
        .map((text) => JSON.stringify(text.slice(0, 200)).slice(1, -1))
        .find((text) => text.length > 12 && log.includes(text));
      if (leak !== undefined) throw new Error(`A line of the log has what a model was asked: ${leak}`);
    },
  };
}

export const user = (content: string) => ({ role: "user" as const, content });
