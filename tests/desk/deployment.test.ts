import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { options } from "#desk/options.ts";
import { billOfMaterials } from "#scripts/sbom.ts";

const root = join(import.meta.dirname, "../..");
const text = (path: string) => readFileSync(join(root, path), "utf8");

test("fly.toml has one machine that stays up, on the volume that the desk writes to, and is stopped gently", () => {
  // biome-ignore lint/suspicious/noExplicitAny: what the test reads of it is what it checks
  const fly = Bun.TOML.parse(text("fly.toml")) as any;
  const { env, mounts, http_service: http } = fly;
  expect(mounts[0].destination).toBe(env.FRONTDESK_DATA);
  expect(String(http.internal_port)).toBe(env.PORT);
  expect([http.auto_stop_machines, http.min_machines_running, http.force_https]).toEqual(["off", 1, true]);
  expect([fly.kill_signal, fly.kill_timeout >= 25]).toEqual(["SIGTERM", true]);
  expect(http.checks[0].path).toBe("/healthz");
  expect(fly.build.args.RUN_AS).toBe("0:0");
  for (const [name, value] of Object.entries(env as Record<string, string>)) {
    const option = options[name as keyof typeof options];
    expect([name, option.schema.safeParse(value).success]).toEqual([name, true]);
  }
  expect(text("Dockerfile")).toContain(`ARG RUN_AS=${env.FRONTDESK_USER}`);
});

const canVerify = spawnSync("systemd-analyze", ["--version"]).status === 0;
if (!canVerify)
  process.stderr.write("SKIPPED, LOUDLY: there is no systemd-analyze here, so the unit was not looked at.\n");

test.skipIf(!canVerify)("the unit is one that systemd takes, and gives its program little", () => {
  const folder = mkdtempSync(join(tmpdir(), "frontdesk-unit-"));
  const unit = join(folder, "frontdesk.service");
  // The program is not installed where the test runs: another one stands in for it.
  writeFileSync(
    unit,
    text("docs/deploy/frontdesk.service").replace("/usr/local/bin/frontdesk", process.execPath),
  );
  const verified = spawnSync("systemd-analyze", ["verify", unit], { encoding: "utf8" });
  expect([verified.status, verified.stderr]).toEqual([0, ""]);
  const judged = spawnSync("systemd-analyze", ["security", "--offline=true", "--no-pager", unit], {
    encoding: "utf8",
  });
  const exposure = Number(/exposure level for \S+: ([\d.]+)/.exec(judged.stdout)?.[1]);
  expect(exposure).toBeLessThanOrEqual(2);
  rmSync(folder, { recursive: true, force: true });
});

test("the bill of materials names every package that is asked for, with the lockfile's hash and a license", () => {
  // biome-ignore lint/suspicious/noExplicitAny: what the test reads of it is what it checks
  const bill = billOfMaterials(["@libsql/linux-x64-gnu"]) as any;
  const { dependencies, version } = JSON.parse(text("package.json")) as {
    dependencies: Record<string, string>;
    version: string;
  };
  expect([bill.bomFormat, bill.specVersion, bill.metadata.component.version]).toEqual([
    "CycloneDX",
    "1.6",
    version,
  ]);
  const names = new Map<string, { version: string; hashes?: unknown[]; licenses?: unknown[] }>(
    bill.components.map((component: { name: string }) => [component.name, component]),
  );
  for (const [name, wanted] of Object.entries(dependencies))
    expect([name, names.get(name)?.version]).toEqual([name, wanted]);
  expect(bill.components.length).toBeGreaterThan(Object.keys(dependencies).length);
  const bare = bill.components.filter(
    ({ hashes, licenses }: { hashes?: unknown[]; licenses?: unknown[] }) => !hashes || !licenses,
  );
  expect(bare.map(({ name }: { name: string }) => name)).toEqual([]);
  const refs = new Set(bill.components.map((component: { "bom-ref": string }) => component["bom-ref"]));
  for (const { dependsOn } of bill.dependencies as { dependsOn: string[] }[])
    expect(dependsOn.filter((ref) => !refs.has(ref))).toEqual([]);
});
