import type { ServiceKey } from "#operation/operation.ts";

/** A copy of the database as it lies in its place. */
export interface KeptCopy {
  /** `frontdesk-<time>-<schema>.db.gz`, with `.age` where it is sealed. */
  name: string;
  /** Milliseconds, UTC. */
  madeAt: number;
  bytes: number;
  isSealed: boolean;
  /** False for one whose upload was cut off: nothing can be restored from it. */
  isWhole: boolean;
}

/** How making a copy, or trying one out, ended. */
export interface BackupEnd {
  name: string | null;
  bytes: number | null;
  isSealed: boolean | null;
  /** In words for the owner; null where nothing went wrong. */
  problem: string | null;
}

/** Makes copies of the database, keeps them in their place, and tries them out. */
export interface BackupService {
  /** Where copies are kept, as it is said to the owner; undefined where the database keeps its own. */
  readonly place: string | undefined;
  /** True where copies are sealed with a passphrase. */
  readonly seals: boolean;
  /** The newest first. @throws DeskError UPSTREAM_ERROR where the place does not answer */
  list(): Promise<KeptCopy[]>;
  /** Makes one and lets go of those beyond `keep`; never throws. */
  make(keep: number): Promise<BackupEnd>;
  /** Restores the newest aside and looks at it; never throws. */
  drill(): Promise<BackupEnd>;
  /** True where the process serves, and can stop, restore a copy and serve again. */
  readonly canRestore: boolean;
  /** Has it do so, in a moment. */
  restore(name: string): void;
  /** Says who does it. */
  whenRestoring(listener: (name: string) => void): void;
}

export const backupService: ServiceKey<BackupService> = { name: "backups" };
