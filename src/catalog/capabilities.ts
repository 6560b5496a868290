import { inputSchema, type JsonSchema } from "#operation/json-schema.ts";
import type { Operation } from "#operation/operation.ts";
import { type Level, levels } from "#operation/permission.ts";

/** What the desk can do, by domain, with the level of permission that each action asks for. */
export interface Capabilities {
  version: string;
  domains: {
    domain: string;
    description: string;
    actions: {
      name: string;
      title: string;
      /** The level it can ask for at most. */
      permission: Level;
      /** Every level it can ask for, mildest first. */
      levels: readonly Level[];
      /** When which level holds, in words. */
      rule: string;
      /** True where a person can allow it always. */
      can_be_always: boolean;
      scopes: readonly string[];
      parameters: JsonSchema;
    }[];
  }[];
  /** What can be queried, with its filters and what can be included. */
  data_types: { type: string; filters: string[]; includes: string[] }[];
}

/** What each part of the desk is about, in words. */
const domainMeanings: Record<string, string> = {
  authorization: "What waits for a person, and what came of it",
  call: "Phone calls and what was said on them",
  contact: "People and companies the business deals with",
  conversation: "Everything exchanged with one contact, in time order",
  line: "The business's phone numbers",
  message: "Texts",
  token: "The access of an app itself",
};

/** Made from the operations that tools reach; nothing of it is kept elsewhere. */
export function capabilitiesOf(operations: readonly Operation[]): Capabilities {
  const offered = operations.filter(({ exposure }) => exposure === "tools");
  const domains = [...new Set(offered.map(({ name }) => domainOf(name)))].sort();
  return {
    version: "1.0",
    domains: domains.map((domain) => ({
      domain,
      description: domainMeanings[domain] ?? domain,
      actions: offered.filter(({ name }) => domainOf(name) === domain).map(actionOf),
    })),
    data_types: [],
  };
}

function actionOf(operation: Operation): Capabilities["domains"][number]["actions"][number] {
  const rule = operation.kind === "write" ? operation.permission : undefined;
  const possible = levels.filter((level) => rule?.levels.includes(level) ?? level === "unrestricted");
  return {
    name: operation.name.slice(operation.name.indexOf(".") + 1),
    title: operation.title,
    permission: possible.at(-1) ?? "unrestricted",
    levels: possible,
    rule: rule?.rule ?? "Runs at once.",
    can_be_always: rule?.always !== undefined,
    scopes: operation.scopes,
    parameters: inputSchema(operation),
  };
}

function domainOf(name: string): string {
  return name.slice(0, name.indexOf("."));
}
