import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { openForms } from "#tests/support/forms.ts";
import { freePort } from "#tests/support/ports.ts";

const root = join(import.meta.dirname, "../..");
const binary = join(root, "dist/frontdesk");

export interface BareRootReport {
  /** Commands of docs/deploy/vps.md that were run as they stand, and those that need what a bare root has not. */
  followed: string[];
  notHere: string[];
  /** The answers, in order: what the guide leads to. */
  said: Record<string, string>;
  problems: string[];
}

const path = "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Why a proof with a bare Debian root cannot be made here; undefined where it can. */
export function lacksForBareRoot(): string | undefined {
  if (process.getuid?.() !== 0) return "it needs to be root";
  if (spawnSync("debootstrap", ["--version"]).status !== 0)
    return "there is no debootstrap (apt-get install debootstrap)";
  if (!existsSync(binary)) return "there is no dist/frontdesk (bun run build)";
  return undefined;
}

/**
 * In a Debian root with nothing in it but the base system: the image as the Dockerfile runs it (its user, its settings, a
 * root that cannot be written to), and docs/deploy/vps.md from its first step to a text sent; then everything is lost,
 * restored from the backup as the guide says, and the owner signs in.
 */
export async function proveInBareRoot(): Promise<BareRootReport> {
  const bare = mkdtempSync(join(tmpdir(), "frontdesk-bare-"));
  // A root that its users may enter.
  chmodSync(bare, 0o755);
  const report: BareRootReport = { followed: [], notHere: [], said: {}, problems: [] };
  const made = spawnSync(
    "debootstrap",
    ["--variant=minbase", "bookworm", bare, "http://deb.debian.org/debian"],
    {
      encoding: "utf8",
    },
  );
  if (made.status !== 0) throw new Error(`debootstrap: ${made.stderr}${made.stdout.slice(-500)}`);
  spawnSync("mount", ["-t", "proc", "proc", join(bare, "proc")]);
  try {
    await asTheImage(bare, report);
    await asTheGuide(bare, report);
  } finally {
    spawnSync("umount", ["-l", join(bare, "proc")]);
    rmSync(bare, { recursive: true, force: true });
  }
  return report;
}

/** The second stage of the Dockerfile, by hand: its USER, ENV, ENTRYPOINT, CMD and HEALTHCHECK. */
async function asTheImage(bare: string, report: BareRootReport): Promise<void> {
  const dockerfile = readFileSync(join(root, "Dockerfile"), "utf8");
  const env = Object.fromEntries(
    (/^ENV (.+)$/m.exec(dockerfile)?.[1] ?? "").split(" ").map((pair) => pair.split("=") as [string, string]),
  );
  const user = /^ARG RUN_AS=(\S+)$/m.exec(dockerfile)?.[1] ?? "";
  const check = JSON.parse(/HEALTHCHECK .*CMD (\[.*\])/.exec(dockerfile)?.[1] ?? "[]") as string[];
  const start = [/^ENTRYPOINT (\[.*\])$/m, /^CMD (\[.*\])$/m].flatMap(
    (part) => JSON.parse(part.exec(dockerfile)?.[1] ?? "[]") as string[],
  );
  for (const [name, runAs, more] of [
    ["image", user, {}],
    // A volume that belongs to root, as on Fly.
    ["image on a volume of root's", "0:0", { FRONTDESK_USER: user }],
  ] as const) {
    const data = join(bare, env["FRONTDESK_DATA"] ?? "data");
    mkdirSync(data, { recursive: true });
    if (runAs === user) chownSync(data, ...(user.split(":").map(Number) as [number, number]));
    cpSync(binary, join(bare, "usr/local/bin/frontdesk"));
    // The root cannot be written to; the data folder can.
    const port = freePort();
    const script = `mount --bind ${bare} ${bare} && mount -t proc proc ${bare}/proc && mount -o remount,ro,bind ${bare} && mount -t tmpfs -o uid=${runAs === user ? 65532 : 0},mode=700 tmpfs ${data} && exec chroot --userspec=${runAs} ${bare} "$@"`;
    const child = Bun.spawn(["unshare", "--mount", "sh", "-c", script, "sh", ...start], {
      env: { ...env, ...more, PORT: String(port), LOG_LEVEL: "error", PATH: path },
      stdout: "ignore",
      stderr: "pipe",
    });
    const answer = await until(() => ready(port));
    report.said[name] = answer ? `/readyz ${answer.status}` : "no answer";
    if (answer?.status !== 200) {
      child.kill();
      report.problems.push(`${name}: ${await new Response(child.stderr).text()}`);
      continue;
    }
    const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
    const uid = /^Uid:\s+(\d+)/m.exec(status)?.[1];
    if (uid !== "65532") report.problems.push(`${name} runs as user ${uid}`);
    const healthy = spawnSync("chroot", [`--userspec=${user}`, bare, ...check], {
      env: { PORT: String(port), FRONTDESK_DATA: "/tmp/health", PATH: path },
    });
    if (healthy.status !== 0) report.problems.push(`${name}: the health check ends with ${healthy.status}`);
    child.kill("SIGTERM");
    if ((await child.exited) !== 0) report.problems.push(`${name} did not end well`);
  }
}

/** What a bare root has not: a service manager, another proxy, the network's names. */
const absent = /systemctl|journalctl|apt-get|caddy/i;

async function asTheGuide(bare: string, report: BareRootReport): Promise<void> {
  const guide = readFileSync(join(root, "docs/deploy/vps.md"), "utf8");
  const blocks = [...guide.matchAll(/^```sh\n(.*?)^```$/gms)].map((match) => match[1] ?? "");
  const [program, settings, ...rest] = blocks;
  const commands = rest.find((block) => block.includes("frontdesk doctor")) ?? "";
  const afterLoss = rest.find((block) => block.includes("restore --yes")) ?? "";
  for (const block of blocks) if (absent.test(block)) report.notHere.push(...linesOf(block));

  const port = freePort();
  cpSync(binary, join(bare, "root/frontdesk"));
  run(program ?? "", "/root");
  run((settings ?? "").replace("https://desk.example.com", `http://localhost:${port}`));
  const unit = readFileSync(join(root, "docs/deploy/frontdesk.service"), "utf8");
  const command = /^ExecStart=(.+)$/m.exec(unit)?.[1] ?? "";

  let service = await startService();
  const link = /http:\S+\/setup\/\S+/.exec(service.said())?.[0] ?? "";
  const who = { email: "ada@example.com", password: "correct horse battery" };
  const forms = openForms(`http://127.0.0.1:${port}`, `localhost:${port}`);
  const person = await forms.fill(new URL(link).pathname, {
    ...who,
    ...{ name: "Ada", business: "Harbour", zone: "America/Chicago", country: "US" },
  });
  report.said["owner"] = String(person.status);
  if (person.status >= 400) report.problems.push(`becoming the owner was answered ${person.status}`);
  const token =
    run("frontdesk token create me --scopes phone:read,phone:write", "/", true).trim().split("\n")[0] ?? "";
  const text = await fetch(`http://127.0.0.1:${port}/api/v1/tools/send_sms`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ to: "+15550100200", content: "From a bare root" }),
  });
  report.said["text"] = `${text.status}`;
  if (text.status !== 200) report.problems.push(`the text was answered ${text.status}: ${await text.text()}`);
  run(commands);

  // Everything is lost but what was written down, and the place where backups go.
  await service.stop();
  const backups = join(bare, "srv/backups");
  cpSync(join(bare, "var/lib/frontdesk/backups"), backups, { recursive: true });
  rmSync(join(bare, "var/lib/frontdesk"), { recursive: true });
  run("chown -R frontdesk:frontdesk /srv/backups; echo BACKUP_URL=file:/srv/backups >> /etc/frontdesk/env");
  report.said["restored"] = run(afterLoss).trim().split("\n")[0] ?? "";
  service = await startService();
  const { status: signedIn } = await forms.fill("/login", who);
  report.said["sign-in after the loss"] = String(signedIn);
  if (signedIn !== 303) report.problems.push(`signing in after the loss was answered ${signedIn}`);
  const history = await fetch(`http://127.0.0.1:${port}/api/v1/tools/get_message_history`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: "{}",
  });
  if (!(await history.text()).includes("From a bare root"))
    report.problems.push("the text is gone after the restore");
  await service.stop();

  /** A block as somebody types it: the lines in one shell, in the root. */
  function run(block: string, cwd = "/", isQuiet = false): string {
    const prelude = isQuiet
      ? "set -a; . /etc/frontdesk/env; set +a; export FRONTDESK_DATA=/var/lib/frontdesk\n"
      : "";
    const done = spawnSync(
      "chroot",
      [bare, "sh", "-ec", `cd ${cwd}\nexport PORT=${port}\n${prelude}${block}`],
      {
        encoding: "utf8",
        env: { PATH: path, HOME: "/root" },
      },
    );
    if (!isQuiet) report.followed.push(...linesOf(block));
    if (done.status !== 0) report.problems.push(`${linesOf(block).join("; ")}: ${done.stderr}`);
    return done.stdout + (isQuiet ? "" : done.stderr);
  }

  /** The unit's command with its settings, as the service manager would start it. */
  async function startService() {
    // The service manager makes the folder, and gives it to the unit's user.
    run("install -d -m 0700 -o frontdesk -g frontdesk /var/lib/frontdesk", "/", true);
    const shell = `set -a; . /etc/frontdesk/env; FRONTDESK_DATA=/var/lib/frontdesk PORT=${port}; set +a; exec setpriv --reuid=frontdesk --regid=frontdesk --clear-groups ${command}`;
    const child = Bun.spawn(["chroot", bare, "sh", "-c", shell], {
      env: { PATH: path },
      stdout: "ignore",
      stderr: "pipe",
    });
    let said = "";
    void (async () => {
      for await (const part of child.stderr) said += new TextDecoder().decode(part);
    })();
    const answer = await until(() => ready(port));
    if (answer?.status !== 200) report.problems.push(`the service does not answer: ${said}`);
    await until(async () => (said.includes("Stop it with") ? true : undefined));
    return {
      said: () => said,
      async stop() {
        child.kill("SIGTERM");
        await child.exited;
      },
    };
  }
}

function linesOf(block: string): string[] {
  return block.split("\n").filter((line) => line.trim() !== "");
}

async function ready(port: number): Promise<Response | undefined> {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
  return answer?.status === 200 ? answer : undefined;
}

async function until<Value>(ask: () => Promise<Value | undefined>): Promise<Value | undefined> {
  for (let tries = 0; tries < 200; tries++) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await Bun.sleep(100);
  }
  return undefined;
}
