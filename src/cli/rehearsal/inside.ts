import { listPeople } from "#domains/people/person-store.ts";
import { createClientDocuments } from "#oauth/client-document.ts";
import { OAuthError } from "#oauth/oauth-error.ts";
import { rehearseConsent } from "#oauth/rehearse.ts";
import type { Desk } from "#src/desk.ts";
import { runOperation } from "../command.ts";
import type { Inside } from "./sign-in.ts";

const tokenName = "Frontdesk doctor";

/** The owner at the command line, for the walk of a client. Nothing of it stays: clients, grants and tokens go. */
export function insideOf(desk: Desk): Inside {
  const clients = new Set<string>();
  const tokens = new Set<string>();
  const { database, clock, metrics, audit, config, tools, onRevoked } = desk;
  const documents = createClientDocuments({ database, clock });
  const parts = {
    database,
    clock,
    metrics,
    audit,
    documents,
    onRevoked,
    baseUrl: config.baseUrl,
    toolsets: tools.toolsets,
  };
  return {
    now: clock.now,
    async readsDocument(url) {
      try {
        await documents.clientOf(url);
        return true;
      } catch (failure) {
        if (failure instanceof OAuthError) return false;
        throw failure;
      }
    },
    async allow(asked) {
      clients.add(asked.clientId);
      const people = await listPeople(database.read);
      const owner = people.find(({ role, disabledAt }) => role === "owner" && disabledAt === null);
      return owner && (await rehearseConsent(asked, owner, parts));
    },
    async token() {
      const made = await runOperation<{ id: string; token: string }>(desk, "token.create", {
        name: tokenName,
        scopes: ["phone:read"],
        days: 1,
      });
      tokens.add(made.id);
      return made.token;
    },
    async forget() {
      for (const client of clients) await runOperation(desk, "client.remove", { client });
      for (const token of tokens) await runOperation(desk, "token.revoke", { token });
    },
  };
}
