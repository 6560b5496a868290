import { newSecret, secretHash } from "#domains/people/secret.ts";
import { type AttemptPurpose, insertAttempt, takeAttempt } from "#domains/people/sessions/session-store.ts";
import type { SignInParts } from "./parts.ts";

/** How long something begun may take to come back, in milliseconds. */
const life = 10 * 60_000;

/** Remembers what has to hold when the browser comes back; gives the secret it has to come back with. */
export async function beginAttempt(
  { database, clock }: SignInParts,
  purpose: AttemptPurpose,
  data: Record<string, unknown>,
  secret = newSecret("attempt"),
): Promise<string> {
  await database.write(
    insertAttempt({
      hash: secretHash(secret),
      purpose,
      data: JSON.stringify(data),
      expiresAt: clock.now() + life,
    }),
  );
  return secret;
}

/** What was remembered, once; undefined for a secret that is not known, used, or too old. */
export async function endAttempt(
  { database, clock }: SignInParts,
  purpose: AttemptPurpose,
  secret: string,
): Promise<Record<string, unknown> | undefined> {
  const written = await database.write([takeAttempt(secretHash(secret), purpose, clock.now())]);
  const row = written.ok ? written.rows[0]?.[0] : undefined;
  return row && (JSON.parse(String(row[0])) as Record<string, unknown>);
}
