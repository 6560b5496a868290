/** Another process owns the database. */
export class DatabaseLockedError extends Error {
  override name = "DatabaseLockedError";
}

/** A start that cannot go on, in words for the person who started it. */
export class MigrationError extends Error {
  override name = "MigrationError";
}

/** A file that is no database, or one under another key. */
export function unreadable(hasKey: boolean): MigrationError {
  return new MigrationError(
    hasKey
      ? "The database file cannot be read with FRONTDESK_ENCRYPTION_KEY. Nothing was changed. The key is another than the one it was made with, or the file was made without one."
      : "The database file cannot be read. Nothing was changed. It is encrypted, and FRONTDESK_ENCRYPTION_KEY is not set; or it is no database of Frontdesk's.",
  );
}
