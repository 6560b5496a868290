import { afterAll, beforeAll, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { connectEarlier } from "#tests/support/clients.ts";
import { commands, run, scratchFolder, startServer } from "#tests/support/process.ts";
import { surroundings } from "#tests/support/surroundings.ts";

const built = commands.binary[0] ?? "";
const scratch = scratchFolder();
const binary = join(scratch.path, "frontdesk");
const nobody = 65_534;

beforeAll(() => {
  if (!existsSync(built)) throw new Error("There is no binary to test. Build it first: bun run build");
  copyFileSync(built, binary);
  chmodSync(binary, 0o755);
  chmodSync(scratch.path, 0o755);
});

afterAll(() => scratch.remove());

function folderIn(name: string): string {
  const path = join(scratch.path, name);
  mkdirSync(path, { recursive: true });
  return path;
}

test("it runs from an empty folder with an empty environment", async () => {
  const folder = folderIn("empty");
  const child = Bun.spawn([binary, "token", "create"], {
    cwd: folder,
    env: {},
    stdout: "pipe",
    stderr: "pipe",
  });
  expect([await child.exited, await new Response(child.stdout).text()]).toEqual([
    0,
    expect.stringMatching(/^fdk_/),
  ]);
  expect(readdirSync(folder)).toEqual(["data"]);
  const version = await run([binary, "version"], {}, folder);
  expect(version.out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("a user's first day works from the binary alone: token, client, text, worker thread, stop", async () => {
  const folder = folderIn("day");
  const server = await startServer({ command: [binary], folder: join(folder, "data"), cwd: folder });
  const token = (await server.cli("token", "create")).out.trim();
  const client = await connectEarlier({ url: `${server.url}/mcp`, token });
  const sent = await client.callTool({
    name: "send_sms",
    arguments: { to: ["+15550100200"], content: "From the binary" },
  });
  expect(JSON.stringify(sent)).toContain('"sent"');
  await client.close();
  const doctor = await server.cli("doctor");
  expect([doctor.code, doctor.out]).toEqual([0, expect.stringContaining("database: intact")]);
  const page = await fetch(`${server.url}/sandbox`, { headers: { host: "localhost" } });
  expect(await page.text()).toContain("A customer’s phone");
  expect((await fetch(`${server.url}/assets/style.css`)).headers.get("content-type")).toContain("text/css");
  expect(server.said()).not.toContain("npx");
  expect(await server.stop()).toBe(0);
}, 30_000);

test("it reads no .env and no bunfig.toml from the folder it is started in", async () => {
  const folder = folderIn("traps");
  writeFileSync(join(folder, ".env"), "PORT=nonsense\nLOG_LEVEL=nonsense\n");
  writeFileSync(
    join(folder, "trap.ts"),
    `require("node:fs").writeFileSync(${JSON.stringify(join(folder, "trapped"))}, "x");`,
  );
  writeFileSync(join(folder, "bunfig.toml"), 'preload = ["./trap.ts"]\n');
  const { code, err } = await run([binary, "token", "list"], {}, folder);
  expect([code, err]).toEqual([0, expect.stringContaining("no tokens yet")]);
  expect(existsSync(join(folder, "trapped"))).toBe(false);
});

test("it reads the .env in its data folder, beneath the environment", async () => {
  const folder = folderIn("dotenv");
  mkdirSync(join(folder, "data"));
  writeFileSync(join(folder, "data/.env"), "BASE_URL=nonsense\n");
  const told = await run([binary, "doctor"], {}, folder);
  expect([told.code, told.err]).toEqual([1, expect.stringContaining("BASE_URL")]);
  const { out } = await run([binary, "doctor"], { BASE_URL: "https://desk.example.com" }, folder);
  expect(out).toContain("address: https://desk.example.com");
});

const isRoot = process.getuid?.() === 0;
const canUnshare = isRoot && spawnSync("unshare", ["--mount", "true"]).status === 0;
if (!isRoot)
  process.stderr.write("\nSKIPPED, LOUDLY: not root, so the binary was not run as another user.\n\n");
if (!canUnshare)
  process.stderr.write(
    "\nSKIPPED, LOUDLY: no mount namespaces here, so the binary was not run on a read-only root.\n\n",
  );

test.skipIf(!isRoot)("it runs as another user, in a data folder of theirs", async () => {
  const data = folderIn("other/data");
  chownSync(data, nobody, nobody);
  const child = Bun.spawn(
    ["setpriv", `--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups", binary, "token", "create"],
    {
      cwd: "/",
      env: { FRONTDESK_DATA: data, TMPDIR: "/nonexistent" },
      stdout: "pipe",
      stderr: "pipe",
    },
  );
  const err = await new Response(child.stderr).text();
  expect([await child.exited, err]).toEqual([0, expect.stringContaining("shown this once")]);
});

test.skipIf(!canUnshare)("it runs on a read-only root with one writable data folder", async () => {
  const data = folderIn("readonly/data");
  const steps = [
    "mount --make-rprivate /",
    `mount --bind ${data} ${data}`,
    "for each in /tmp /dev/shm /var/tmp; do mountpoint -q $each && mount -o remount,ro,bind $each; done",
    "mount -o remount,ro,bind /",
    `if touch ${scratch.path}/probe 2>/dev/null; then exit 9; fi`,
    `exec ${binary} token create`,
  ];
  const script = steps.join("\n");
  const child = Bun.spawn(["unshare", "--mount", "sh", "-c", script], {
    cwd: "/",
    env: { FRONTDESK_DATA: data, ...surroundings },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  expect([await child.exited, err, out]).toEqual([
    0,
    expect.stringContaining("shown this once"),
    expect.stringMatching(/^fdk_/),
  ]);
});

test("its native part is loaded from where nobody else can have put it, and from nowhere that can be known before", async () => {
  const usual = folderIn("usual/data");
  expect((await run([binary, "token", "list"], { FRONTDESK_DATA: usual }, scratch.path)).code).toBe(0);
  const [name = ""] = readdirSync(join(usual, "runtime"));
  const { size } = statSync(join(usual, "runtime", name));
  const planted = Buffer.alloc(size, "x");

  // A data folder that cannot take it, and a file waiting in the temporary folder under the name it used to have.
  const data = folderIn("blocked/data");
  writeFileSync(join(data, "runtime"), "a file, not a folder");
  const temporary = folderIn("blocked/tmp");
  mkdirSync(join(temporary, "frontdesk"));
  writeFileSync(join(temporary, "frontdesk", name), planted);
  const env = { FRONTDESK_DATA: data, TMPDIR: temporary };
  expect((await run([binary, "token", "create"], env, scratch.path)).out).toStartWith("fdk_");
  expect(readdirSync(temporary)).toEqual(["frontdesk"]);

  // One that others could have written to is written anew, or not used where the folder is others' too.
  const shared = folderIn("shared/data");
  mkdirSync(join(shared, "runtime"));
  writeFileSync(join(shared, "runtime", name), planted);
  chmodSync(join(shared, "runtime", name), 0o666);
  chmodSync(join(shared, "runtime"), 0o700);
  const shareEnv = { FRONTDESK_DATA: shared, TMPDIR: temporary };
  expect((await run([binary, "token", "create"], shareEnv, scratch.path)).out).toStartWith("fdk_");
  expect(statSync(join(shared, "runtime", name)).mode & 0o777).toBe(0o600);
  writeFileSync(join(shared, "runtime", name), planted);
  chmodSync(join(shared, "runtime"), 0o777);
  expect((await run([binary, "token", "create"], shareEnv, scratch.path)).out).toStartWith("fdk_");
});

test("without a folder it can write to, it says so in words", async () => {
  const folder = folderIn("nowhere");
  writeFileSync(join(folder, "data"), "a file, not a folder");
  const { code, err } = await run([binary, "token", "list"], {}, folder);
  expect(code).toBe(1);
  expect(err).toContain("data folder");
  expect(err).not.toContain("    at ");
});
