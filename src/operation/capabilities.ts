import type { Catalog } from "./catalog.ts";
import { inputSchema, type JsonSchema } from "./json-schema.ts";
import type { Operation, ServiceKey } from "./operation.ts";
import { type Level, levels } from "./permission.ts";

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
      /** True where `crm_update` has it too: it runs at once, takes nothing away and reaches nobody outside. */
      is_plain: boolean;
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

/** What the desk can do, for operations that tell of it. */
export const deskCapabilities: ServiceKey<() => Capabilities> = { name: "capabilities" };

/** What each part of the desk is about, in words. */
const domainMeanings: Record<string, string> = {
  appointment: "When the work is done: booking it and moving it",
  attribute: "Tags and attributes that contacts have",
  briefing: "The day in short",
  invoice: "What customers owe, and how it is paid",
  lead: "Who may become a customer",
  payment: "What customers have paid, and what is given back",
  quote: "What customers are offered",
  recurring_invoice: "Invoices that come again",
  authorization: "What waits for a person, and what came of it",
  call: "Phone calls and what was said on them",
  contact: "Customers and everybody else the business deals with",
  conversation: "Everything exchanged with one contact, in time order",
  line: "The business's phone numbers",
  message: "Texts",
  property: "What contacts are at the business's properties",
  record: "Whatever has an id",
  reminder: "What people here want to be reminded of",
  series: "Visits that come again",
  service: "What the business does for customers, and what it costs",
  stay: "Somebody's nights at a property",
  ticket: "Ticket lifecycle management",
  token: "The access of an app itself",
  waitlist: "Who would come if something became free",
};

/** The domains an office works with: what `crm_query`, `crm_update` and `crm_action` reach. */
export const officeDomains = [
  "appointment",
  "attribute",
  "call",
  "contact",
  "invoice",
  "lead",
  "message",
  "payment",
  "property",
  "quote",
  "recurring_invoice",
  "reminder",
  "series",
  "service",
  "stay",
  "ticket",
  "waitlist",
] as const;

/** What a list of a domain's records is called. */
const lists: Record<string, string> = { waitlist: "waitlist", series: "series", property: "properties" };

/** The type of records that an operation queries, such as `tickets` of `ticket.query`; undefined for any other. */
export function dataTypeOf({ name, kind, exposure }: Operation): string | undefined {
  if (kind !== "read" || exposure !== "tools" || actionIn(name) !== "query") return undefined;
  const domain = domainOf(name);
  return (officeDomains as readonly string[]).includes(domain) ? (lists[domain] ?? `${domain}s`) : undefined;
}

/** True for a write that runs at once, takes nothing away and reaches nobody outside. */
export function isPlain(operation: Operation, catalog: Catalog): boolean {
  const { kind, exposure, hints } = operation;
  return (
    kind === "write" &&
    exposure === "tools" &&
    !hints.destructive &&
    !hints.openWorld &&
    !catalog.hasRule(operation)
  );
}

/** Made from the operations that tools reach; nothing of it is kept elsewhere. */
export function capabilitiesOf(catalog: Catalog): Capabilities {
  const offered = catalog.operations.filter(
    ({ name, exposure }) => exposure === "tools" && domainOf(name) !== "crm",
  );
  const domains = [...new Set(offered.map(({ name }) => domainOf(name)))].sort();
  return {
    version: "1.0",
    domains: domains.map((domain) => ({
      domain,
      description: domainMeanings[domain] ?? domain,
      actions: offered
        .filter(({ name }) => domainOf(name) === domain)
        .map((operation) => actionOf(operation, catalog)),
    })),
    data_types: offered.flatMap((operation) => {
      const type = dataTypeOf(operation);
      return type === undefined ? [] : [{ type, ...queriedBy(operation) }];
    }),
  };
}

/** The filters and includes of a query, from its schema. */
function queriedBy(operation: Operation): { filters: string[]; includes: string[] } {
  const { filters, include } = (inputSchema(operation, false)["properties"] ?? {}) as Record<
    string,
    JsonSchema
  >;
  const { enum: includes = [] } = (include?.["items"] ?? {}) as { enum?: string[] };
  return { filters: Object.keys((filters?.["properties"] as JsonSchema | undefined) ?? {}), includes };
}

function actionOf(
  operation: Operation,
  catalog: Catalog,
): Capabilities["domains"][number]["actions"][number] {
  const rules = catalog
    .reached(operation)
    .flatMap((each) => (each.kind === "write" ? (each.permission ?? []) : []));
  const own = operation.kind === "write" ? operation.permission : undefined;
  const asked = rules.flatMap((rule) => rule.levels);
  const possible = levels.filter((level) => (asked.length > 0 ? asked : ["unrestricted"]).includes(level));
  return {
    name: actionIn(operation.name),
    title: operation.title,
    permission: possible.at(-1) ?? "unrestricted",
    levels: possible,
    is_plain: isPlain(operation, catalog),
    rule: rules.map(({ rule }) => rule).join(" ") || "Runs at once.",
    can_be_always: own?.always !== undefined,
    scopes: operation.scopes,
    parameters: inputSchema(operation, catalog.hasRule(operation)),
  };
}

export function domainOf(name: string): string {
  return name.slice(0, name.indexOf("."));
}

export function actionIn(name: string): string {
  return name.slice(name.indexOf(".") + 1);
}
