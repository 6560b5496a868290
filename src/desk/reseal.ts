import type { Database } from "#db/client.ts";
import { allSecrets, resealSecret } from "#domains/business/secrets/secret-store.ts";
import { listSubscriptions, resealSubscription } from "#domains/business/webhook-store.ts";
import {
  providerKeysOf,
  resealProviderKey,
  sealContextOf,
} from "#domains/people/provider-keys/provider-key-store.ts";
import { putErasureKey, sealedErasureKey } from "#domains/phone/privacy/erasure-key-store.ts";
import type { AuditMemory } from "#gate/audit/memory.ts";
import { requestKeys, resealRequest } from "#gate/queue/store.ts";
import type { Clock } from "#platform/clock.ts";
import { newId } from "#platform/ids.ts";
import { logOf } from "#platform/log.ts";
import { rotateRootSecret } from "#platform/root-secret.ts";
import type { Seal } from "#platform/seal.ts";
import { resealEffect, sealedKeys } from "#webhooks/outbox-store.ts";
import { resealedErasureKey } from "./erasure-key.ts";

/**
 * Seals with the current root secret what an earlier one sealed, so that the earlier one can go. What neither
 * opens stays as it is, and the log says so: its secret may yet come back.
 */
export async function reseal(database: Database, seal: Seal): Promise<void> {
  const old = (await providerKeysOf(database.read)).filter(({ sealed }) => !seal.isCurrent(sealed));
  const oldEffects = (await sealedKeys(database.read)).filter(({ sealed }) => !seal.isCurrent(sealed));
  const oldRequests = (await requestKeys(database.read)).filter(({ sealed }) => !seal.isCurrent(sealed));
  const oldSubscriptions = (await listSubscriptions(database.read)).filter(
    ({ secret }) => !seal.isCurrent(secret),
  );
  const oldSecrets = (await allSecrets(database.read)).filter(({ sealed }) => !seal.isCurrent(sealed));
  const unit = [
    ...old.flatMap((row) => again(row.sealed, sealContextOf(row), (fresh) => resealProviderKey(row, fresh))),
    ...oldEffects.flatMap(({ id, sealed }) => again(sealed, id, (fresh) => resealEffect(id, fresh))),
    ...oldRequests.flatMap(({ id, sealed }) => again(sealed, id, (fresh) => resealRequest(id, fresh))),
    ...oldSubscriptions.flatMap(({ id, secret }) =>
      again(secret, id, (fresh) => resealSubscription(id, fresh), "webhook key"),
    ),
    ...oldSecrets.flatMap((row) =>
      again(row.sealed, row.name, (fresh) => resealSecret(row, fresh), "kept secret"),
    ),
  ];
  const key = await sealedErasureKey(database.read);
  const resealed = key === undefined ? undefined : resealedErasureKey(key, seal);
  if (resealed !== undefined) unit.push(putErasureKey(resealed));
  if (unit.length > 0) await database.write(unit);

  function again<Statement>(
    sealed: string,
    context: string,
    write: (fresh: string) => Statement,
    purpose: "provider key" | "webhook key" | "kept secret" = "provider key",
  ): Statement[] {
    const key = seal.tryOpen(purpose, sealed, context);
    if (key !== undefined) return [write(seal.seal(purpose, key, context))];
    logOf("seal").error("A key was sealed with a secret that is not here.", { purpose });
    return [];
  }
}

/** How many of what is sealed no root secret here opens. */
export async function countUnopened({ database: { read }, seal }: { database: Database; seal: Seal }) {
  const [keys, effects, requests, hooks, secrets] = await Promise.all([
    providerKeysOf(read),
    sealedKeys(read),
    requestKeys(read),
    listSubscriptions(read),
    allSecrets(read),
  ]);
  return [
    ...keys.map((row) => seal.tryOpen("provider key", row.sealed, sealContextOf(row))),
    ...[...effects, ...requests].map((row) => seal.tryOpen("provider key", row.sealed, row.id)),
    ...hooks.map((row) => seal.tryOpen("webhook key", row.secret, row.id)),
    ...secrets.map((row) => seal.tryOpen("kept secret", row.sealed, row.name)),
  ].filter((opened) => opened === undefined).length;
}

export interface RotationParts {
  database: Database;
  clock: Clock;
  audit: AuditMemory;
  seal: Seal;
  dataFolder: string;
}

/** Makes a new root secret. Nothing that was given out depends on it: sessions and tokens are random, and only hashed. */
export async function rotateSecret({
  database,
  clock,
  audit,
  seal,
  dataFolder,
}: RotationParts): Promise<void> {
  // What the secret before this one still holds is sealed again first: only one earlier secret is kept.
  await reseal(database, seal);
  seal.use(rotateRootSecret(dataFolder));
  await reseal(database, seal);
  const at = clock.now();
  audit.remember({
    id: newId("aud", at),
    at,
    operation: "secret.rotate",
    outcome: "done",
    user: "owner",
    client: "cli",
    face: "cli",
    requestId: "cli",
  });
}
