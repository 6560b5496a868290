import type { Desk } from "#desk/desk.ts";
import { clientById } from "#domains/people/clients/client-store.ts";
import { rehearsalName } from "#domains/people/clients/rehearsal-store.ts";
import { listPeople } from "#domains/people/persons/person-store.ts";
import { createClientDocuments } from "#oauth/client-document.ts";
import { OAuthError } from "#oauth/oauth-error.ts";
import { rehearseConsent } from "#oauth/rehearse.ts";
import { isLoopbackUrl } from "#platform/loopback.ts";
import { runOperation } from "../command.ts";
import type { Inside } from "./sign-in.ts";

/**
 * The owner at the command line, for the walk of a client. Nothing of it stays: clients, grants and tokens go at the
 * end, and where the end does not come, housekeeping takes them by their name.
 */
export function insideOf(desk: Desk): Inside {
  const clients = new Set<string>();
  const tokens = new Set<string>();
  const { database, clock, metrics, audit, config, tools, committed } = desk;
  const documents = createClientDocuments({ database, clock });
  const begun = clock.now();
  const parts = {
    database,
    clock,
    metrics,
    audit,
    documents,
    committed,
    baseUrl: config.baseUrl,
    toolsets: tools.toolsets,
  };
  const clientName = (client: string) => `${rehearsalName}, as ${client}`;
  return {
    now: clock.now,
    clientName,
    isOwn: (url) => url === config.baseUrl && (url.startsWith("https:") || isLoopbackUrl(url)),
    async readsDocument(url) {
      try {
        await documents.clientOf(url);
        return true;
      } catch (failure) {
        if (failure instanceof OAuthError) return false;
        throw failure;
      }
    },
    async adopt(id) {
      const client = await clientById(database.read, id);
      const isMine =
        client?.source === "registered" &&
        client.name.startsWith(clientName("")) &&
        client.createdAt >= begun;
      if (isMine) clients.add(id);
      return isMine;
    },
    async allow(asked) {
      const people = await listPeople(database.read);
      const owner = people.find(({ role, disabledAt }) => role === "owner" && disabledAt === null);
      return owner && (await rehearseConsent(asked, owner, parts));
    },
    async token() {
      const made = await runOperation<{ id: string; token: string }>(desk, "token.create", {
        name: rehearsalName,
        scopes: ["phone:read"],
        days: 1,
      });
      tokens.add(made.id);
      return made.token;
    },
    async forget() {
      const ended = await Promise.allSettled([
        ...[...tokens].map((token) => runOperation(desk, "token.revoke", { token })),
        ...[...clients].map((client) => runOperation(desk, "client.remove", { client })),
      ]);
      return ended.every(({ status }) => status === "fulfilled");
    },
  };
}
