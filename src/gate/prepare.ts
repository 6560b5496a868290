import type { Database } from "#db/client.ts";
import type { Catalog } from "#operation/catalog.ts";
import { readInput } from "#operation/input.ts";
import type {
  AskedOperation,
  Operation,
  OperationContext,
  Plan,
  Principal,
  Redeemed,
  ServiceKey,
  WriteOperation,
} from "#operation/operation.ts";
import { noWords, type Permission, stricter, unrestricted } from "#operation/permission.ts";
import type { Settings } from "#operation/settings.ts";
import { canonicalJson } from "#platform/canonical.ts";
import { newId } from "#platform/ids.ts";
import { asDeskError, DeskError } from "#src/errors.ts";
import type { IdempotencyKey } from "./idempotency-store.ts";
import type { Passage } from "./passage.ts";
import { type Denial, denialLine, denialOf, permissionAfter } from "./queue/denials.ts";
import { shownJson } from "./queue/request-digest.ts";
import { checkScopes } from "./reach.ts";
import type { UntrustedMemory } from "./untrusted.ts";

export interface PlannerParts {
  catalog: Catalog;
  database: Database;
  settings(): Settings;
  /** A named service; with a caller's own key at the phone provider, one that uses that key. */
  service<T>(key: ServiceKey<T>, providerKey?: string): T;
  untrusted: UntrustedMemory;
  /** Seals an asker's own key for the request `id`. */
  sealKey(key: string, id: string): string;
  /** Opens what was sealed of an asker's own key with the request `id`. */
  openKey(sealed: string, id: string): string | undefined;
}

/** An operation of the call, with the plan that was made for it. */
export interface Part {
  operation: WriteOperation;
  input: unknown;
  plan: Plan<unknown, unknown>;
  ctx: OperationContext;
  /** The request that a person allows with this very call; the part then runs as its asker. */
  requestId?: string;
  /** The idempotency key that the request's call had. */
  key?: IdempotencyKey;
  /** A person's no to the like of it. */
  denial?: Denial | undefined;
}

/** A write whose plan has been made, with the plans that joined it. */
export interface Prepared extends Part {
  joined: Part[];
}

/** Who plans, and when: a call, or a request that is planned again for its asker. */
type Turn = Pick<Passage, "now" | "principal"> & { requestId: string };

/** Makes plans: reads what an operation and the operations it uses would do, and writes nothing. */
export function createPlanner(parts: PlannerParts) {
  const { catalog, database } = parts;
  return { prepare, contextOf, permissionOf };

  async function prepare({ operation, input, now, principal, call }: Passage): Promise<Prepared> {
    const turn = { now, principal, requestId: call.requestId };
    return await planned(operation as WriteOperation, input, turn);
  }

  async function planned(operation: WriteOperation, input: unknown, turn: Turn): Promise<Prepared> {
    const joined: Part[] = [];
    const ctx = contextOf(turn, operation, joined);
    const isRuled = turn.principal.authority !== "system" && catalog.hasRule(operation);
    const [part] = await Promise.all([
      partOf(operation, input, turn, ctx),
      isRuled || operation.keepsWords ? parts.untrusted.refresh(turn.principal) : undefined,
    ]);
    return { ...part, joined };
  }

  /** A plan, with what a person has said to the like of it before: the card tells of it. */
  async function partOf(
    operation: WriteOperation,
    input: unknown,
    { now, principal }: Turn,
    ctx: OperationContext,
  ): Promise<Part> {
    const plan = await operation.plan(input, ctx);
    if (principal.authority !== "tools") return { operation, input, plan, ctx };
    const window = ctx.settings.get("windows.authorization_hours") * 3_600_000;
    const denial = await denialOf(database.read, operation.name, plan.facts, now - window);
    if (denial === undefined) return { operation, input, plan, ctx };
    const line = denialLine(denial, ctx.settings.get("business.zone"));
    const card = async () => [line, ...((await plan.card?.()) ?? [])];
    return { operation, input, plan: { ...plan, card }, ctx, denial };
  }

  /** The strictest of what the operation and its parts ask for. What the desk does itself asks for nothing. */
  function permissionOf(prepared: Prepared, principal: Principal): Permission {
    if (principal.authority === "system") return unrestricted;
    const untrusted = parts.untrusted.wordsFor(principal);
    const settings = parts.settings();
    return [...prepared.joined, prepared]
      .filter(({ requestId }) => requestId === undefined)
      .map(({ operation, input, plan, denial }) => {
        const { facts, measures = {} } = plan;
        const own = operation.permission?.levelOf({ facts, measures, input, settings, untrusted });
        const zone = settings.get("business.zone");
        return stricter(own ?? unrestricted, denial ? permissionAfter(denial, zone) : unrestricted);
      })
      .reduce(stricter);
  }

  function contextOf(turn: Turn, operation: Operation, joined: Part[]): OperationContext {
    const { now, principal, requestId } = turn;
    return {
      requestId,
      db: database.read,
      slow: database.slow,
      now,
      newId: (prefix) => newId(prefix, now),
      settings: parts.settings(),
      principal,
      wordsRead: () => (principal.authority === "system" ? noWords : parts.untrusted.wordsFor(principal)),
      service: (key) => parts.service(key, principal.providerKey),
      use: async <T>(name: string, input: unknown) =>
        (await useOperation(usedBy(operation, name), input, turn, joined)) as T,
      redeem: (asked) => redeem(operation, asked, now, joined),
      answerOf: async (name, result, asker) =>
        await answerOf(catalog.get(name), result, { now, principal: asker, requestId }),
    };
  }

  async function useOperation(used: Operation, input: unknown, turn: Turn, joined: Part[]): Promise<unknown> {
    const parsed = readInput(used, input);
    const ctx = contextOf(turn, used, joined);
    if (used.kind === "read") return await used.read(parsed, ctx);
    const part = await partOf(used, parsed, turn, ctx);
    joined.push(part);
    return part.plan.result;
  }

  /** What a refused plan says is told, not thrown: what becomes of the request is the decision's to say. */
  async function redeem(
    deciding: Operation,
    { requestId, operation: name, input, asker, sealedKey, idempotency }: AskedOperation,
    now: number,
    joined: Part[],
  ): Promise<Redeemed> {
    if (deciding.kind === "read" || !deciding.redeems)
      throw new TypeError(`${deciding.name} does not decide requests`);
    const operation = written(name);
    try {
      const principal = withKey(asker, sealedKey, requestId);
      checkScopes(operation, catalog, principal);
      const prepared = await planned(operation, readInput(operation, input), { now, principal, requestId });
      const { plan } = prepared;
      return {
        refusal: undefined,
        facts: plan.facts,
        shown: await shownJson(plan),
        versions: canonicalJson(plan.versions ?? {}),
        permission: permissionOf(prepared, asker),
        always: operation.permission?.always,
        result: JSON.stringify(plan.result),
        hasEffects: [...prepared.joined, prepared].some((part) => (part.plan.effects ?? []).length > 0),
        sealFor: (id) =>
          principal.providerKey === undefined ? null : parts.sealKey(principal.providerKey, id),
        accept: () => {
          const own = idempotency === null ? {} : { key: JSON.parse(idempotency) as IdempotencyKey };
          joined.push(...prepared.joined.map((part) => ({ ...part, requestId })), {
            ...prepared,
            requestId,
            ...own,
          });
        },
      };
    } catch (thrown) {
      return { refusal: asDeskError(thrown) };
    }
  }

  /** @throws DeskError FORBIDDEN where the asker's own key cannot be opened any more, and nobody else's is used */
  function withKey(asker: Principal, sealedKey: string | null, requestId: string): Principal {
    if (sealedKey === null) return asker;
    const providerKey = parts.openKey(sealedKey, requestId);
    if (providerKey !== undefined) return { ...asker, providerKey };
    throw new DeskError("FORBIDDEN", "The asker’s own key at the phone provider cannot be read any more.");
  }

  /** The answer of a write from what was stored of it; of one that this version has no more, just that. */
  async function answerOf(operation: Operation | undefined, result: unknown, turn: Turn): Promise<unknown> {
    return operation?.kind === "write" && operation.answer
      ? await operation.answer(result, contextOf(turn, operation, []))
      : result;
  }

  function written(name: string): WriteOperation {
    const operation = catalog.get(name);
    if (operation?.kind !== "write") throw new TypeError(`${name} is no write of the catalog`);
    return operation;
  }

  function usedBy(operation: Operation, name: string): Operation {
    const used = operation.uses.includes(name) ? catalog.get(name) : undefined;
    if (!used) throw new TypeError(`${operation.name} does not declare that it uses ${name}`);
    return used;
  }
}
