import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, readConfig } from "#desk/config.ts";
import { type Desk, type DeskOptions, openDesk } from "#desk/desk.ts";
import type { Scope } from "#operation/scopes.ts";
import { configureLog } from "#platform/log.ts";
import { listen } from "#runtime/serve.ts";
import { type App, type AppOptions, createApp } from "#src/app.ts";
import { runOperation } from "#src/cli/command.ts";
import { putBlank } from "./blank.ts";
import { type FakeClock, fakeClock } from "./clock.ts";
import { databaseOf } from "./sqld.ts";

export interface TestDesk {
  desk: Desk;
  app: App;
  clock: FakeClock;
  folder: string;
  config: Config;
  /** Log lines of this test process, newest last. */
  log: string[];
  /** A token with these scopes. */
  token(...scopes: Scope[]): Promise<string>;
  /** A request as the network would bring it; `path` begins with a slash. */
  request(path: string, init?: RequestInit & { address?: string }): Promise<JsonResponse>;
  /** POST to a tool over REST. */
  tool(
    name: string,
    args: unknown,
    token: string,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: Body; headers: Headers }>;
  set(key: string, value: unknown): Promise<void>;
  /** Waits until nothing is being processed. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is checked by the test itself
type Body = any;

export type JsonResponse = Omit<Response, "json"> & { json(): Promise<Body> };

export interface TestDeskOptions extends DeskOptions {
  env?: Record<string, string>;
  folder?: string;
  clock?: FakeClock;
  inFlight?: number;
  /** False where every request goes through the router. */
  isAtOnce?: boolean;
  /** True where requests are to come over a socket, through a proxy of this machine that names their address. */
  overHttp?: true;
  /** What reading clients' documents is allowed here. */
  documents?: AppOptions["documents"];
}

/** A whole desk on a real database in a folder of its own, with a clock that stands still. */
export async function openTestDesk(options: TestDeskOptions = {}): Promise<TestDesk> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "frontdesk-test-"));
  const clock = options.clock ?? fakeClock();
  const log: string[] = [];
  configureLog({ level: "debug", format: "json", write: (line) => void log.push(line) });
  const config = readConfig({
    FRONTDESK_DATA: folder,
    BASE_URL: "http://localhost:3000",
    ...(await databaseOf(folder)),
    ...(options.overHttp ? { TRUSTED_PROXIES: "127.0.0.1" } : {}),
    ...options.env,
  });
  const { database } = config;
  const isPlain = database.kind === "local" && database.encryptionKey === undefined;
  if (options.folder === undefined && isPlain && !existsSync(database.path)) await putBlank(database.path);
  const desk = await openDesk(config, { providerTimeout: 300, ...options, clock });
  const { inFlight = 512, isAtOnce = true, documents } = options;
  const app = createApp(desk, { inFlight, isAtOnce, ...(documents ? { documents } : {}) });
  await desk.start();
  const listener = options.overHttp ? listen("127.0.0.1", 0, app.fetch) : undefined;

  const test: TestDesk = {
    desk,
    app,
    clock,
    folder,
    config,
    log,
    async token(...scopes) {
      const made = await runOperation<{ token: string }>(desk, "token.create", {
        name: "test",
        scopes,
        days: 90,
      });
      return made.token;
    },
    async request(path, { address = "203.0.113.7", ...init } = {}) {
      if (listener) {
        const headers = new Headers(init.headers);
        headers.set("x-forwarded-for", address);
        headers.set("host", "localhost:3000");
        return await fetch(`http://127.0.0.1:${listener.port}${path}`, { ...init, headers });
      }
      return await app.fetch(new Request(`http://localhost:3000${path}`, init), { address });
    },
    async tool(name, args, token, headers = {}) {
      const answer = await test.request(`/api/v1/tools/${name}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
        body: JSON.stringify(args),
      });
      return { status: answer.status, body: await answer.json(), headers: answer.headers };
    },
    async set(key, value) {
      await runOperation(desk, "setting.set", { key, value });
    },
    async settle() {
      for (let quiet = 0; quiet < 3; quiet++) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        await desk.jobs.idle();
        await desk.inbox.idle();
        await desk.reactor.idle();
      }
    },
    async close() {
      await listener?.stop();
      await desk.close();
      const leak = log.find((line) => /\bsk-[a-z]+-/.test(line));
      if (leak) throw new Error(`A line of the log has a key in it: ${leak}`);
      if (!options.folder) rmSync(folder, { recursive: true, force: true });
    },
  };
  return test;
}
