/** A file of this machine. */
export interface LocalPlace {
  kind: "local";
  path: string;
  /** Encrypts the file, its log, its snapshots. */
  encryptionKey?: string | undefined;
}

/** A libSQL server, or Turso. */
export interface RemotePlace {
  kind: "remote";
  /** `http:`, `https:` or `libsql:`. */
  url: string;
  authToken?: string | undefined;
  /** A copy in a file of this machine that content is read from. */
  replicaPath?: string | undefined;
}

/** Where the database is. */
export type DatabasePlace = LocalPlace | RemotePlace;
