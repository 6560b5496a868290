/** Another process owns the database. */
export class DatabaseLockedError extends Error {
  override name = "DatabaseLockedError";
}

/** A start that cannot go on, in words for the person who started it. */
export class MigrationError extends Error {
  override name = "MigrationError";
}
