import { expect, test } from "bun:test";
import { signStandard, startFakeQuo } from "#tests/fakes/quo.ts";
import { datedMessage } from "#tests/fakes/quo-events.ts";
import { quoSecret } from "#tests/support/customers.ts";
import { openTestDesk } from "#tests/support/desk.ts";

const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);

test("a picture that came over Quo is kept, shown no key of ours, and only where it is one", async () => {
  const shown: (string | null)[] = [];
  let isLateOne = true;
  const elsewhere = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch(request) {
      shown.push(request.headers.get("authorization"));
      if (request.url.endsWith("/late") && isLateOne) return new Response("", { status: 404 });
      return new Response(!request.url.endsWith("/b") ? jpeg : "<svg onload=alert(1)>");
    },
  });
  const quo = startFakeQuo();
  const t = await openTestDesk({
    env: { QUO_API_KEY: quo.key, QUO_BASE_URL: quo.url, QUO_WEBHOOK_SECRET: quoSecret },
  });
  const at = `http://127.0.0.1:${elsewhere.port}`;
  const event = datedMessage({ text: "Look" });
  const media = [`${at}/a`, "not an address", `${at}/b`, `${at}/late`].map((url) => ({
    url,
    type: "image/jpeg",
  }));
  const body = JSON.stringify({
    ...event,
    data: { ...event.data, resource: { ...event.data.resource, media } },
  });
  const headers = signStandard(body, quoSecret, t.clock.now());
  expect((await t.request("/webhooks/quo", { method: "POST", body, headers })).status).toBe(200);
  const kept = () => t.desk.database.slow.read("SELECT type, position FROM files");
  for (let n = 0; n < 900 && (await kept()).length === 0; n++) await Bun.sleep(10);
  expect([await kept(), shown]).toEqual([[["image/jpeg", 0]], [null, null, null]]);
  for (let n = 0; n < 2; n++) {
    t.clock.advance(61_000);
    await t.desk.outbox.lookUpUnknown();
    isLateOne = false;
  }
  // One that was not there yet is kept when it is.
  expect(await kept()).toEqual([
    ["image/jpeg", 0],
    ["image/jpeg", 3],
  ]);
  await t.close();
  await quo.stop();
  await elsewhere.stop(true);
});
