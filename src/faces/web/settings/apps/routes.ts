import { createElement } from "hono/jsx";
import { roleScopes } from "#domains/people/roles.ts";
import { settingsPage } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorParts, readerOf, type Turn } from "#faces/web/shell/visit.ts";
import { offeredScopes } from "#operation/scopes.ts";
import { isLoopbackUrl } from "#platform/loopback.ts";
import { Apps, type AppView, type TokenView } from "./apps.tsx";

/** `/settings/apps`: what has been let in, and how it goes again. */
export function appsRoutes(parts: DoorParts) {
  return settingsPage<string>(
    {
      acts: {
        async disconnect(form, { run }) {
          await run("app.revoke", { app: form.get("id") });
          return { done: "It is disconnected." };
        },
        async revoke(form, { run }) {
          const { name } = await run<{ name: string }>("token.revoke", { token: form.get("id") });
          return { done: `${name} is revoked.` };
        },
        async create(form, { run }) {
          const days = Number(form.get("days"));
          const input = { name: form.get("name"), scopes: form.getAll("scope"), days };
          return { fresh: (await run<{ token: string }>("token.create", input)).token };
        },
      },
      async show({ c, signedIn, run }: Turn, { problem, done, fresh }, status) {
        const { apps } = await run<{ apps: AppView[] }>("app.list", {});
        const { tokens } = await run<{ tokens: TokenView[] }>("token.list", {});
        const content = createElement(Apps, {
          business: parts.business(),
          reader: await readerOf(signedIn, c, parts),
          apps,
          tokens,
          able: offeredScopes.filter((scope) => roleScopes(signedIn.person.role).has(scope)),
          fresh,
          isHere: isLoopbackUrl(parts.baseUrl),
          mcpUrl: `${parts.baseUrl}/mcp`,
          problem,
          done,
        });
        return await page(content, status);
      },
    },
    parts,
  );
}
