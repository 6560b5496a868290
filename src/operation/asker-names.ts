import type { OperationContext } from "./operation.ts";

/** Who somebody is, in names: the person, and what their app calls itself, which is text of a stranger. */
export interface Names {
  person: string;
  client: string;
}

/** Names for a list, each looked up once. Asks for `asker.describe`. */
export function namesFor(ctx: OperationContext): (user: string, client?: string) => Promise<Names> {
  const known = new Map<string, Promise<Names>>();
  return (user, client = "") => {
    const key = `${user} ${client}`;
    const names = known.get(key) ?? ctx.use<Names>("asker.describe", { user, client });
    known.set(key, names);
    return names;
  };
}

/** A person and the app that did it for them in a few words; what a person did at a browser they did themselves. */
export function bothNames({ person, client: app }: Names, client: string | null): string {
  return client === null || client.startsWith("ses_") ? person : `${person}, by ${app}`;
}
