import { expect, test } from "bun:test";
import { restoreUnderKills } from "#tests/prove/restoring.ts";
import { openForms } from "#tests/support/forms.ts";
import { startServer } from "#tests/support/process.ts";
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
    const { killedAt, wrong } = await restoreUnderKills([0.85]);
    expect(killedAt.length).toBe(1);
    expect(wrong).toEqual([]);
  },
  120_000,
);
