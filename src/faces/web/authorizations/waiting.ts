import type { CardLine } from "#operation/card.ts";

/** A request as its card shows it. */
export interface Waiting {
  queue_id: string;
  operation: string;
  status: string;
  reason: string;
  note: string | null;
  result: unknown;
  policy_id: string | null;
  error: unknown;
  replaced_by: string | null;
  asked_at: string;
  expires_at: string;
  decided_at: string | null;
  digest: string;
  person: string;
  client: string;
  face: string;
  reasoning: string | null;
  card: CardLine[];
  is_whole: boolean;
  facts: Record<string, unknown>;
  decided_by: string | null;
  replaces: string | null;
  before: CardLine[] | null;
}
