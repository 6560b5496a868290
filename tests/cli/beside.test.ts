import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { takeLock } from "#db/local/lock.ts";
import { readConfig } from "#desk/config.ts";
import { commands, run, type ServerProcess, scratchFolder, startServer } from "#tests/support/process.ts";
import { surroundings } from "#tests/support/surroundings.ts";

setDefaultTimeout(30_000);

const scratch = scratchFolder();
let server: ServerProcess;

beforeAll(async () => {
  server = await startServer({ env: { LOG_LEVEL: "warn" } });
});
afterAll(async () => {
  await server.stop();
  scratch.remove();
});

function frontdesk(folder: string, ...words: string[]) {
  return run(
    [...commands.source, ...words],
    { ...surroundings, FRONTDESK_DATA: folder, PORT: "0" },
    scratch.path,
  );
}

/** A data folder that another process holds until `letGo` is called. */
async function heldFolder(name: string) {
  const path = join(scratch.path, name);
  mkdirSync(path);
  const lock = await takeLock(join(path, "lock.db"));
  if (!lock) throw new Error("the lock is taken already");
  let isHeld = true;
  const letGo = () => {
    if (isHeld) lock.release();
    isHeld = false;
  };
  return { path, letGo };
}

describe("a second start beside a desk that runs", () => {
  test("says who runs there and where, and touches nothing", async () => {
    const second = await frontdesk(server.folder, "serve");
    expect([second.code, second.out]).toEqual([1, ""]);
    expect(second.err).toMatch(
      /runs on this data folder already: at http:\/\/localhost:\d+, process \d+, since 20\d\d-/,
    );
    expect(second.err).toContain(new URL(server.url).port);
    expect(await server.tell("settings", "get", "business.zone")).toContain("UTC");
  });

  test("says it too where both begin at once: one of them serves", async () => {
    const { path, letGo } = await heldFolder("at once");
    const waiting = new Set<number>();
    const heard = (which: number) => (said: string) => {
      if (said.includes("Waiting for this data folder")) waiting.add(which);
      if (waiting.size === 2) letGo();
    };
    const begun = await Promise.allSettled(
      [1, 2].map((which) => startServer({ folder: path, heard: heard(which) })),
    );
    const served = begun.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    const refused = begun.flatMap((each) => (each.status === "rejected" ? [String(each.reason)] : []));
    expect([served.length, refused.length]).toEqual([1, 1]);
    expect(refused[0]).toContain(`at http://localhost:${new URL(served[0]?.url ?? "").port}, process`);
    await served[0]?.stop();
  });
});

describe("the command line", () => {
  test("waits for who holds the data folder, and says what it waits for", async () => {
    const { path, letGo } = await heldFolder("held");
    const asked = Bun.spawn([...commands.source, "settings", "get", "business.zone"], {
      cwd: scratch.path,
      env: { ...surroundings, FRONTDESK_DATA: path },
      stdout: "pipe",
      stderr: "pipe",
    });
    const answer = new Response(asked.stdout).text();
    let err = "";
    for await (const part of asked.stderr) {
      err += new TextDecoder().decode(part);
      if (err.includes("\n")) letGo();
    }
    expect([await asked.exited, await answer]).toEqual([0, expect.stringContaining("UTC")]);
    expect(err).toContain(
      "Waiting for this data folder: a desk is starting on it, or another command is at work",
    );
  });

  test("beside a desk that is starting goes through that desk", async () => {
    const folder = join(scratch.path, "starting");
    mkdirSync(folder);
    const starting = startServer({ folder });
    const asked = await Promise.all([1, 2, 3].map(() => frontdesk(folder, "token", "create")));
    const desk = await starting;
    expect(asked.map(({ code }) => code)).toEqual([0, 0, 0]);
    for (const { out } of asked) {
      const answer = await fetch(`${desk.url}/api/v1/tools/list_lines`, {
        method: "POST",
        headers: { authorization: `Bearer ${out.trim()}`, "content-type": "application/json" },
        body: "{}",
      });
      expect(answer.status).toBe(200);
    }
    await desk.stop();
  });

  test("a start waits for a command that is at work", async () => {
    const { path, letGo } = await heldFolder("command");
    const heard = (said: string) => {
      if (said.includes("Waiting for this data folder: a desk is starting on it, or another command"))
        letGo();
    };
    const desk = await startServer({ folder: path, heard });
    await desk.stop();
  });
});

describe("frontdesk doctor", () => {
  test("says that the desk runs, and where", async () => {
    const { out } = await server.cli("doctor");
    expect(out).toMatch(/^ok +desk: it runs at http:\/\/localhost:\d+, process \d+, since 20/m);
  });

  test("says that it does not", async () => {
    const folder = join(scratch.path, "asleep");
    const { out, code } = await frontdesk(folder, "doctor");
    expect(out).toMatch(/^warn +desk: it does not run; .* Start it: .*serve$/m);
    expect(code).toBe(0);
  });
});

test.each([
  ["warn", "warning"],
  ["warning", "warning"],
  ["debug", "debug"],
  ["error", "error"],
] as const)("LOG_LEVEL=%s is taken", (given, level) => {
  expect(readConfig({ LOG_LEVEL: given, FRONTDESK_DATA: scratch.path }).logLevel).toBe(level);
});

test("what starts says by which address it is known to be ready", () => {
  expect(server.said()).toMatch(/Health +http:\/\/localhost:\d+\/healthz .*\/readyz says when it can serve/);
});
