import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { scratchFolder } from "#tests/support/process.ts";
import { surroundings } from "#tests/support/surroundings.ts";

export type ProxyName = "nginx" | "caddy";

export interface RunningProxy {
  name: ProxyName;
  /** Where it answers, as somebody outside names it. */
  url: string;
  stop(): Promise<void>;
}

interface Ports {
  proxy: number;
  desk: number;
}

/** Programs as Debian's packages of the same names install them. */
const binaries: Record<ProxyName, string> = { nginx: "/usr/sbin/nginx", caddy: "/usr/bin/caddy" };

export const proxyNames: ProxyName[] = ["nginx", "caddy"];
export const installedProxies = proxyNames.filter((name) => existsSync(binaries[name]));

/** Says on standard error which proxies are not shown to work here, and how to have them. */
export function lamentMissingProxies(): void {
  for (const name of proxyNames.filter((each) => !installedProxies.includes(each)))
    process.stderr.write(
      `\nSKIPPED, LOUDLY: there is no ${binaries[name]} here, so streams were not followed through ${name} (apt-get install ${name}).\n\n`,
    );
}

/** Starts a proxy with the block of docs/deploy.md in front of a desk, and waits until the desk answers through it. */
export async function startProxy(name: ProxyName, deskUrl: string): Promise<RunningProxy> {
  const ports = { proxy: await freePort(), desk: Number(new URL(deskUrl).port) };
  const folder = scratchFolder();
  const file = join(folder.path, "proxy.conf");
  writeFileSync(file, configurations[name](adapted(name, ports), folder.path));
  const child = Bun.spawn([binaries[name], ...argumentsOf[name](folder.path, file)], {
    cwd: folder.path,
    env: { HOME: folder.path, ...surroundings },
    stdout: "ignore",
    stderr: Bun.file(join(folder.path, "said")),
  });
  const url = `http://localhost:${ports.proxy}`;
  const stop = async () => {
    child.kill("SIGTERM");
    await child.exited;
    folder.remove();
  };
  if (await isAnswering(`${url}/healthz`, () => child.exitCode !== null)) return { name, url, stop };
  const said = readFileSync(join(folder.path, "said"), "utf8");
  await stop();
  throw new Error(`${name} did not start:\n${said}`);
}

/** All that a test changes in a documented block: the public name, the ports, and TLS, which is off. */
const substitutions: Record<ProxyName, (ports: Ports) => [RegExp, string][]> = {
  nginx: ({ proxy, desk }) => [
    [/listen 443 ssl;/, `listen 127.0.0.1:${proxy};`],
    [/server_name desk\.example\.com;/, "server_name localhost;"],
    [/^ *ssl_certificate .*\n/m, ""],
    [/^ *ssl_certificate_key .*\n/m, ""],
    [/127\.0\.0\.1:3000/, `127.0.0.1:${desk}`],
  ],
  caddy: ({ proxy, desk }) => [
    [/^desk\.example\.com \{/m, `http://localhost:${proxy} {`],
    [/127\.0\.0\.1:3000/, `127.0.0.1:${desk}`],
  ],
};

/** The documented block with the substitutions; one that finds nothing to change is an error. */
function adapted(name: ProxyName, ports: Ports): string {
  return substitutions[name](ports).reduce((block, [pattern, replacement]) => {
    if (!pattern.test(block)) throw new Error(`docs/deploy.md has no ${pattern} in its block for ${name}`);
    return block.replace(pattern, replacement);
  }, documentedBlock(name));
}

function documentedBlock(name: ProxyName): string {
  const page = readFileSync(join(import.meta.dirname, "../../docs/deploy.md"), "utf8");
  const language = name === "caddy" ? "caddyfile" : name;
  const blocks = [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))];
  if (blocks.length !== 1) throw new Error(`docs/deploy.md has ${blocks.length} blocks for ${name}, not one`);
  return blocks[0]![1]!;
}

/** What surrounds the block, so that a proxy runs as whoever tests and writes into its folder alone. */
const configurations: Record<ProxyName, (block: string, folder: string) => string> = {
  // Started by root, nginx would hand its folders to another user, who may not enter them.
  nginx: (block, folder) => `
${process.getuid?.() === 0 ? "user root;" : ""}
daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log stderr;
events {}
http {
    access_log off;
${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((each) => `    ${each}_temp_path ${folder}/${each};`).join("\n")}
${block}
}
`,
  caddy: (block) => `
{
    admin off
    auto_https off
    default_bind 127.0.0.1
    grace_period 1s
}
${block}
`,
};

const argumentsOf: Record<ProxyName, (folder: string, file: string) => string[]> = {
  nginx: (folder, file) => ["-e", "stderr", "-p", folder, "-c", file],
  caddy: (_folder, file) => ["run", "--config", file, "--adapter", "caddyfile"],
};

async function isAnswering(url: string, hasEnded: () => boolean): Promise<boolean> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline && !hasEnded(); await Bun.sleep(20)) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return true;
  }
  return false;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? (address?.port ?? 0) : 0));
    });
  });
}
