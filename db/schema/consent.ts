import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/**
 * How the desk knows what somebody wants: `text` (they wrote it), `call` (they pressed a key on a call), `provider` (their carrier or the provider refused, or
 * its ledger says so), `person` (somebody here was told), `app` (an app was told), `form` (they ticked it), `import`.
 */
export const consentSources = ["text", "call", "provider", "person", "app", "form", "import"] as const;

/** What a number last said about being texted and called. */
export const optOuts = sqliteTable("opt_outs", {
  /** E.164. */
  phone: text().primaryKey(),
  /** `out`: no more texts or calls. `in`: it has asked for them again. */
  state: text({ enum: ["out", "in"] }).notNull(),
  /** How we know: one of `consentSources`. */
  source: text({ enum: consentSources }).notNull(),
  /** When it was said: an older word never undoes a newer one. */
  at: integer().notNull(),
  /** When it was confirmed to them, once. */
  confirmedAt: integer(),
  /** Whether the provider's own ledger has been told: null where it need not be. */
  toldAt: integer(),
});

/** Evidence: who agreed to or refused what, when, by which words. Nothing in it is ever changed. */
export const consents = sqliteTable(
  "consents",
  {
    id: text().primaryKey(),
    /** E.164. */
    phone: text().notNull(),
    act: text({ enum: ["opt_out", "opt_in", "marketing_given", "marketing_withdrawn"] }).notNull(),
    source: text({ enum: consentSources }).notNull(),
    /** What they were shown when they agreed, or what of theirs it was read from. */
    words: text(),
    /** Where: a form's address, a text's id, a paper's place. */
    evidence: text(),
    /** Who wrote it down: a person, an app, or the desk. */
    recordedBy: text().notNull(),
    /** When it was said; milliseconds, UTC. */
    at: integer().notNull(),
    createdAt: integer().notNull(),
  },
  (table) => [index("consents_phone").on(table.phone, table.at)],
);

/** Numbers of people who were erased, each as a keyed hash: an old event brings nobody back, and a stop holds. */
export const erasedNumbers = sqliteTable("erased_numbers", {
  hash: text().primaryKey(),
  /** Whether it had said stop. */
  optedOut: integer({ mode: "boolean" }).notNull(),
  erasedAt: integer().notNull(),
});

/** Providers' names of texts and calls that were erased, each as a keyed hash: what is told of one later is not kept. */
export const erasedNames = sqliteTable("erased_names", {
  hash: text().primaryKey(),
  erasedAt: integer().notNull(),
});

/** The key of those hashes, sealed: one row. */
export const erasureKeys = sqliteTable("erasure_keys", {
  id: integer().primaryKey(),
  sealed: text().notNull(),
});
