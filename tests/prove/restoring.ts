import process from "node:process";
import { commands, run, scratchFolder, startServer } from "#tests/support/process.ts";

export interface RestoreReport {
  /** At which shares of the time that a restore takes it was killed. */
  killedAt: number[];
  /** What was found afterwards that should not be, a line each. */
  wrong: string[];
}

/**
 * Restores an older copy, in which somebody is who has been deleted since, and kills that again and again. Whether it is
 * the database there was or the copy: who was deleted is not there, and the desk answers.
 */
export async function restoreUnderKills(shares: readonly number[]): Promise<RestoreReport> {
  const folder = scratchFolder();
  const env = { LOG_LEVEL: "error" };
  let server = await startServer({ folder: folder.path, env });
  const token = await server.tell("token", "create", "me", "--scopes", "phone:read,phone:write");
  const call = async (tool: string, args: object) =>
    await fetch(`${server.url}/api/v1/tools/${tool}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(args),
    });
  const contact = async (name: string, phone: string) => {
    const answer = (await (await call("create_contact", { name, phone })).json()) as {
      contact: { id: string };
    };
    return answer.contact.id;
  };
  const eve = await contact("Eve", "+15550301000");
  await server.tell("backup");
  await mustBe(200, await call("contact_delete", { id: eve }));
  await contact("Later", "+15550302000");
  await server.stop();
  const surroundings = { ...process.env, ...env, FRONTDESK_DATA: folder.path } as Record<string, string>;
  const begun = performance.now();
  const probe = await run([...commands.source, "restore", "--yes"], surroundings, folder.path);
  const took = performance.now() - begun;
  const wrong = probe.code === 0 ? [] : [`a restore that nobody kills ended with ${probe.code}`];
  for (const share of shares) {
    const child = Bun.spawn([...commands.source, "restore", "--yes"], {
      ...{ cwd: folder.path, env: surroundings },
      ...{ stdout: "ignore", stderr: "ignore" },
    });
    await Bun.sleep(took * share);
    child.kill("SIGKILL");
    await child.exited;
    server = await startServer({ folder: folder.path, env });
    const found = await call("find_contact_by_phone", { phoneNumber: "+15550301000" });
    const lines = await call("list_lines", {});
    if (found.status !== 200 || (await found.text()).includes("Eve"))
      wrong.push(`at ${share}: who was deleted is there again (${found.status})`);
    if (lines.status !== 200) wrong.push(`at ${share}: the desk answers ${lines.status}`);
    await server.stop();
  }
  folder.remove();
  return { killedAt: [...shares], wrong };
}

async function mustBe(status: number, answer: Response): Promise<void> {
  if (answer.status !== status) throw new Error(`${answer.status} ${await answer.text()}`);
}
