import { createElement } from "hono/jsx";
import { settingsPage, signInAgain, withReader } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorContext, type DoorParts, ownJson, readerOf, visitOf } from "#faces/web/shell/visit.ts";
import { recently } from "#gate/gate.ts";
import { visibleText } from "#platform/visible-text.ts";
import { DeskError } from "#src/errors.ts";
import { Account, type AccountPage } from "./account.tsx";

/** `/settings/account`: how somebody signs in, where they are signed in, their own Quo key. */
export function accountRoutes(parts: DoorParts) {
  const { door } = parts;
  const routes = settingsPage<never>(
    {
      acts: {
        async password(form, { c, signedIn, run }) {
          await run("password.set", { password: form.get("password") });
          const cookie = await door.sessions.begin({ id: signedIn.person.id }, "password", visitOf(c));
          return { done: "The password is kept. You are signed out everywhere else.", cookie };
        },
        async "sign-out"(form, { run }) {
          await run("session.revoke", { session: form.get("id") });
          return { done: "Signed out." };
        },
        async "remove-passkey"(form, { run }) {
          await run("passkey.remove", { passkey: form.get("id") });
          return { done: "The passkey is removed." };
        },
        async key(form, { run }) {
          const key = form.get("key")?.trim();
          const { lastFour } = await run<{ lastFour: string }>("provider_key.set", { key });
          return { done: `Quo knows the key that ends in ${lastFour}. It is kept.` };
        },
        async "model-key"(form, { run }) {
          const key = form.get("key")?.trim();
          const { lastFour } = await run<{ lastFour: string }>("model_key.set", { key });
          return { done: `The key that ends in ${lastFour} is good, and is kept.` };
        },
        async "remove-model-key"(_form, { run }) {
          await run("model_key.remove", {});
          return { done: "The key for models is forgotten." };
        },
        async "remove-key"(_form, { run }) {
          await run("provider_key.remove", {});
          return { done: "The key is forgotten." };
        },
      },
      async show({ c, signedIn, run }, { problem, done }, status) {
        const { sessions } = await run<Pick<AccountPage, "sessions">>("session.list", {});
        const { passkeys } = await run<Pick<AccountPage, "passkeys">>("passkey.list", {});
        const { lastFour } = await run<Pick<AccountPage, "lastFour">>("provider_key.get", {});
        const { name, email, role, passwordHash } = signedIn.person;
        const content = createElement(Account, {
          business: parts.business(),
          reader: await readerOf(signedIn, c, parts),
          person: { name, email, role, hasPassword: passwordHash !== null },
          sessions,
          passkeys,
          canHavePasskeys: door.passkeys.isPossible,
          lastFour,
          modelKey: await run<AccountPage["modelKey"]>("model_key.get", {}),
          deskHasKey: parts.hasPhoneKey(),
          problem,
          done,
        });
        return await page(content, status);
      },
    },
    parts,
  );
  return { ...routes, addPasskey };

  /** `POST /settings/passkeys`: first what the browser makes a key with, then the key. */
  async function addPasskey(c: DoorContext): Promise<Response> {
    return await withReader(c, parts, async ({ signedIn }) => {
      const { person, session } = signedIn;
      const body = ownJson(c, signedIn, parts);
      if (parts.clock.now() - session.authenticatedAt >= recently(parts.settings()))
        return c.json({ message: "Sign in again first.", signIn: signInAgain("/settings/account") }, 401);
      if (!door.passkeys.isPossible)
        throw new DeskError("UNSUPPORTED", "Passkeys need a host name in BASE_URL.");
      if (body["step"] === "offer") return c.json(await door.passkeys.offer(person));
      const name = visibleText(deviceOf(c.req.header("user-agent") ?? ""), 80);
      const isAdded = await door.passkeys.add(person, body["credential"], name, visitOf(c));
      return isAdded
        ? c.json({ added: true })
        : c.json({ message: "The passkey is not right. It was not kept." }, 400);
    });
  }
}

/** What a passkey is called: where it was made. */
function deviceOf(agent: string): string {
  const system = ["iPhone", "iPad", "Android", "Windows", "Mac", "Linux"].find((name) =>
    agent.includes(name),
  );
  return system ? `Made on ${system}` : "Made in a browser";
}
