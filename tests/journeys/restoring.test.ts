import { expect, test } from "bun:test";
import { openForms } from "#tests/support/forms.ts";
import { commands, run, scratchFolder, startServer } from "#tests/support/process.ts";
import { isNotHere } from "#tests/support/sqld.ts";

const who = { email: "ada@example.com", password: "correct horse battery" };

test.skipIf(isNotHere("restoring from the page", "backups are the server’s own"))(
  "an owner makes a backup, puts it in the place of everything, and signs in again, all from the page",
  async () => {
    const server = await startServer({ env: { LOG_LEVEL: "error" } });
    const setUp = new URL(/http:\S+\/setup\/\S+/.exec(server.said())?.[0] ?? "");
    const forms = openForms(server.url, setUp.host);
    const chosen = { name: "Ada", business: "Harbour", zone: "America/Chicago", country: "US" };
    expect((await forms.fill(setUp.pathname, { ...who, ...chosen })).status).toBe(303);
    const token = await server.tell("token", "create", "me");
    const call = async (tool: string, args: object) => {
      const answer = await fetch(`${server.url}/api/v1/tools/${tool}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify(args),
      });
      return await answer.text();
    };
    await call("create_contact", { name: "Before", phone: "+15550301000" });
    expect((await forms.fill("/settings/backups", { action: "make" })).status).toBe(200);
    await call("create_contact", { name: "After", phone: "+15550302000" });
    const { html } = await forms.read("/settings/backups");
    const name = /name="id" value="(frontdesk-[^"]+)"/.exec(html)?.[1] ?? "";
    expect(name).toContain(".db.gz");

    // Nobody else's word does it, and nothing that is not there.
    const refused = await forms.fill("/settings/backups", { action: "restore", id: "../../etc/passwd" });
    expect([refused.status, await refused.text()]).toEqual([
      400,
      expect.stringContaining("There is no copy of that name"),
    ]);
    const asked = await forms.fill("/settings/backups", { action: "restore", id: name });
    expect([asked.status, await asked.text()]).toEqual([200, expect.stringContaining("is being restored")]);
    const begins = () => server.said().split("Stop it with").length - 1;
    for (let tries = 0; tries < 200 && begins() < 2; tries++) await Bun.sleep(50);
    expect(begins()).toBe(2);

    expect((await forms.read("/settings/backups")).status).toBe(303);
    expect((await forms.fill("/login", who)).status).toBe(303);
    const contacts = (await forms.read("/contacts")).html;
    expect([contacts.includes("Before"), contacts.includes("After")]).toEqual([true, false]);
    expect(await server.stop()).toBe(0);
  },
  60_000,
);

test.skipIf(isNotHere("a restore that is killed", "backups are the server’s own"))(
  "a restore that is killed at any moment leaves the database there was, or the copy with all that had to be done to it",
  async () => {
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
    expect((await call("contact_delete", { id: eve })).status).toBe(200);
    await contact("Later", "+15550302000");
    await server.stop();
    const surroundings = { ...process.env, ...env, FRONTDESK_DATA: folder.path } as Record<string, string>;
    const whole = performance.now();
    const probe = await run([...commands.source, "restore", "--yes"], surroundings, folder.path);
    const took = performance.now() - whole;
    expect(probe.code).toBe(0);
    for (const share of [0.5, 0.65, 0.75, 0.82, 0.88, 0.92, 0.95, 0.98]) {
      const child = Bun.spawn([...commands.source, "restore", "--yes"], {
        cwd: folder.path,
        env: surroundings,
        stdout: "ignore",
        stderr: "ignore",
      });
      await Bun.sleep(took * share);
      child.kill("SIGKILL");
      await child.exited;
      server = await startServer({ folder: folder.path, env });
      // Whether it is the one or the other: who was erased is not there, and the desk answers.
      const found = await call("find_contact_by_phone", { phoneNumber: "+15550301000" });
      expect([share, found.status, (await found.text()).includes("Eve")]).toEqual([share, 200, false]);
      expect((await call("list_lines", {})).status).toBe(200);
      await server.stop();
    }
    folder.remove();
  },
  120_000,
);
