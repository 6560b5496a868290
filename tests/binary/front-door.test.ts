import { expect, test } from "bun:test";
import { startIdentityProvider } from "#tests/fakes/identity-provider.ts";
import { openBrowser, password, type Reachable } from "#tests/support/browser.ts";
import { startDesk } from "#tests/support/door.ts";
import { connect, registeredApp, type Tokens } from "#tests/support/oauth.ts";
import { commands } from "#tests/support/process.ts";

test.each([
  ["the binary", commands.binary, undefined],
  ["the source under Deno", commands.deno, `${import.meta.dirname}/../..`],
])(
  "%s lets a person in, and an app by their leave",
  async (_name, command, cwd) => {
    const google = startIdentityProvider();
    const { server, origin, setUpLink } = await startDesk({
      command,
      ...(cwd ? { cwd } : {}),
      env: { GOOGLE_CLIENT_ID: "id", GOOGLE_CLIENT_SECRET: "secret", GOOGLE_BASE_URL: google.url },
    });
    const desk: Reachable = {
      config: { baseUrl: origin },
      request: (path, { address: _, ...init } = {}) => fetch(origin + path, { redirect: "manual", ...init }),
    };
    const ada = openBrowser(desk);
    await ada.submit(setUpLink, { email: "ada@example.com", name: "Ada", password });
    const app = await registeredApp(desk);
    const first = await connect(ada, app);
    const { access_token: token } = (await (await app.refresh(first.refresh_token)).json()) as Tokens;
    const call = { method: "POST", headers: { authorization: `Bearer ${token}` } };
    expect((await desk.request("/api/v1/tools/list_lines", call)).status).toBe(200);

    const form = await ada.tokenOn("/settings/account");
    const body = JSON.stringify({ form, step: "offer" });
    const headers = { "content-type": "application/json" };
    const offer = await (await ada.post("/settings/passkeys", { body, headers })).json();
    expect(offer).toMatchObject({ rp: { id: "localhost" }, user: { name: "ada@example.com" } });

    await ada.submit("/settings/apps", {}, "/logout");
    expect((await ada.get("/settings/account")).status).toBe(303);

    const away = await ada.submit("/login", {}, "/login/google");
    const back = await ada.get(await google.visit(away.headers.get("location") ?? ""));
    expect([back.status, back.headers.get("location")]).toEqual([303, "/"]);
    await google.stop();
    expect(await server.stop()).toBe(0);
  },
  60_000,
);
