import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { commands, scratchFolder } from "#tests/support/process.ts";
import { surroundings } from "#tests/support/surroundings.ts";
import { median } from "./median.ts";

export interface ColdStart {
  name: string;
  /** Milliseconds from the start of the process to its first answer. */
  milliseconds: number;
}

const tries = 7;

/** The binary from its start to its first answer, beside an empty Hono compiled the same way. */
export async function measureColdStarts(): Promise<ColdStart[]> {
  const [binary = ""] = commands.binary;
  if (!existsSync(binary)) throw new Error("dist/frontdesk is not there. Run: bun run build");
  const scratch = scratchFolder();
  const empty = join(scratch.path, "empty");
  await compileEmpty(empty);
  const times = {
    ours: [] as number[],
    ready: [] as number[],
    version: [] as number[],
    bare: [] as number[],
  };
  for (let i = 0; i < tries; i++) {
    times.bare.push(await firstAnswer((port) => [empty, String(port)], {}));
    const env = { FRONTDESK_DATA: join(scratch.path, "data"), HOME: scratch.path };
    times.ours.push(await firstAnswer(() => [binary, "serve"], env));
    times.ready.push(await firstAnswer(() => [binary, "serve"], env, "/readyz"));
    times.version.push(await untilEnd([binary, "version"]));
  }
  scratch.remove();
  return [
    { name: "an empty Hono, compiled the same way", milliseconds: median(times.bare) },
    { name: "`frontdesk serve` on an existing database", milliseconds: median(times.ours.slice(1)) },
    { name: "the same, until it takes calls (`/readyz`)", milliseconds: median(times.ready) },
    { name: "`frontdesk version`, from start to end", milliseconds: median(times.version) },
  ];
}

async function compileEmpty(outfile: string): Promise<void> {
  const built = await Bun.build({
    entrypoints: [join(import.meta.dirname, "empty.ts")],
    minify: true,
    bytecode: true,
    format: "esm",
    compile: { outfile },
  });
  if (!built.success) throw new Error("the empty server could not be compiled");
}

async function firstAnswer(
  command: (port: number) => string[],
  env: Record<string, string>,
  path = "/healthz",
): Promise<number> {
  const port = await freePort();
  const started = performance.now();
  const child = Bun.spawn(command(port), {
    env: { ...surroundings, PORT: String(port), ...env },
    stdout: "ignore",
    stderr: "ignore",
  });
  while (!(await answers(port, path))) {
    if (child.exitCode !== null) throw new Error(`${command(port)[0]} ended before it answered`);
    await Bun.sleep(1);
  }
  const milliseconds = performance.now() - started;
  child.kill();
  await child.exited;
  return milliseconds;
}

async function untilEnd(command: string[]): Promise<number> {
  const started = performance.now();
  await Bun.spawn(command, { env: surroundings, stdout: "ignore", stderr: "ignore" }).exited;
  return performance.now() - started;
}

/** Whether a path is answered with 200; a refused connection is an answer not yet. */
async function answers(port: number, path: string): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}${path}`)).status === 200;
  } catch (failure) {
    if (
      failure instanceof Error &&
      "code" in failure &&
      ["ConnectionRefused", "ECONNREFUSED"].includes(String(failure.code))
    )
      return false;
    throw failure;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
