import { actionIn, dataTypeOf, domainOf, isPlain, officeDomains } from "#operation/capabilities.ts";
import type { Catalog } from "#operation/catalog.ts";
import type { Operation } from "#operation/operation.ts";
import { isRecord } from "#platform/record.ts";
import type { Router } from "./tool-entry.ts";

/** By `type`: the query of those records. */
export const queryRouter: Router = ({ type, ...asked }, catalog) => {
  const wanted = plainName(type);
  const operation = catalog.operations.find((each) => {
    const own = dataTypeOf(each);
    return own !== undefined && (own === wanted || own === `${wanted}s` || domainOf(each.name) === wanted);
  });
  return operation ? { operation, given: asked } : undefined;
};

/** By `domain` and `action`: any write of the office. */
export const actionRouter: Router = (given, catalog) => {
  const operation = actionNamed(given, catalog);
  return operation ? { operation, given: dataOf(given) } : undefined;
};

/** The same for what runs at once and reaches nobody outside. */
export const updateRouter: Router = (given, catalog) => {
  const operation = actionNamed(given, catalog);
  return operation && isPlain(operation, catalog) ? { operation, given: dataOf(given) } : undefined;
};

function actionNamed({ domain, action }: Record<string, unknown>, catalog: Catalog): Operation | undefined {
  const own = plainName(domain).replace(/(?<!serie)s$/, "");
  // `ticket.create` and `create_ticket` say which domain twice.
  const name = withoutDomain(plainName(action), own);
  const operation = catalog.get(`${own}.${name}`);
  const isOffered =
    operation?.kind === "write" &&
    operation.exposure === "tools" &&
    (officeDomains as readonly string[]).includes(domainOf(operation.name)) &&
    actionIn(operation.name) === name;
  return isOffered ? operation : undefined;
}

function withoutDomain(name: string, domain: string): string {
  for (const prefix of [`${domain}.`, `${domain}_`])
    if (domain !== "" && name.startsWith(prefix)) return name.slice(prefix.length);
  return name.endsWith(`_${domain}`) ? name.slice(0, -domain.length - 1) : name;
}

/** The action's own parameters, with what the gate reads of every call. */
function dataOf({ data, reasoning, idempotency_key }: Record<string, unknown>): Record<string, unknown> {
  const own = isRecord(data) ? data : typeof data === "string" ? jsonIn(data) : {};
  return {
    ...own,
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(idempotency_key === undefined ? {} : { idempotency_key }),
  };
}

/** Models write objects as text now and then; what is none is left for the operation to refuse. */
function jsonIn(text: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(text);
    return isRecord(read) ? read : { data: text };
  } catch {
    return { data: text };
  }
}

function plainName(value: unknown): string {
  return typeof value === "string"
    ? value
        .trim()
        .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
        .toLowerCase()
        .replaceAll(/[\s-]+/g, "_")
    : "";
}
