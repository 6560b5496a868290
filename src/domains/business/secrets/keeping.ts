import * as z from "zod";
import { deskSeal } from "#operation/desk-services.ts";
import {
  environmentSecrets,
  type KeptSecretName,
  keptSecretNames,
  keptSecretVariables,
} from "#operation/kept-secrets.ts";
import type { OperationContext } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import type { KeptSecret } from "./secret-store.ts";

export const secretName = z.enum(keptSecretNames as [KeptSecretName, ...KeptSecretName[]]);

/** @throws DeskError CONFLICT for what the environment sets */
export function requireKeepable(name: KeptSecretName, ctx: OperationContext): void {
  if (!ctx.service(environmentSecrets).has(name)) return;
  throw new DeskError(
    "CONFLICT",
    `${keptSecretVariables[name]} is set in the environment, and that goes first.`,
    {
      next: "Change it there, or take it away there to set it here.",
    },
  );
}

/** A secret as it is kept; `previous` stays good beside it. */
export function sealedRow(
  name: KeptSecretName,
  secret: string,
  previous: string | undefined,
  ctx: OperationContext,
): KeptSecret {
  const text = previous === undefined ? secret : `${secret},${previous}`;
  return {
    name,
    sealed: ctx.service(deskSeal).seal("kept secret", text, name),
    lastFour: secret.slice(-4),
    hasPrevious: previous !== undefined,
    setAt: ctx.now,
    setBy: ctx.principal.user,
  };
}

/** What is kept under the name, the current one first; empty where nothing is, or no secret of this desk opens it. */
export function openedSecrets(row: KeptSecret | undefined, ctx: OperationContext): string[] {
  const text = row && ctx.service(deskSeal).tryOpen("kept secret", row.sealed, row.name);
  return text === undefined ? [] : text.split(",");
}

export const secretChanged = (name: KeptSecretName) => [{ type: "secret.changed", subject: name }];
