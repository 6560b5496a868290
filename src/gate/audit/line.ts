import type { audit } from "#db/schema/oversight.ts";

/** One line of the audit: who did what, and how it ended. */
export interface AuditEntry {
  id: string;
  at: number;
  operation: string;
  outcome: string;
  user: string;
  client: string;
  face: string;
  requestId: string;
  parentId?: string;
  digest?: string;
  /** Canonical JSON of the input, kept in a table of its own; left out for reads. */
  input?: string;
  reasoning?: string;
}

/** A line of the audit, as it is stored, exported and chained: every column of it. */
export type StoredLine = Omit<typeof audit.$inferSelect, "packed">;
