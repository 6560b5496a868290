import type { Database } from "#db/client.ts";
import type { Unit } from "#db/statement.ts";
import type { Cut } from "./schedule.ts";

/** Ends a process at a chosen moment: what it was about to do is not done, what it waits for never comes. */
export interface Fuse {
  /** The process dies at the so-many-eth passing of this point from now on. */
  light(cut: Cut, count: number): void;
  /** Dies at once. */
  blow(): void;
  /** Resolves while the process lives. */
  passes(cut: Cut): Promise<void>;
  readonly isDead: boolean;
  readonly isLit: boolean;
  readonly death: Promise<void>;
}

export function createFuse(): Fuse {
  let lit: { cut: Cut; count: number } | undefined;
  let isDead = false;
  let die = () => {};
  const death = new Promise<void>((resolve) => {
    die = resolve;
  });
  const fuse: Fuse = {
    light(cut, count) {
      lit = { cut, count };
    },
    blow() {
      isDead = true;
      die();
    },
    async passes(cut) {
      if (lit?.cut === cut && --lit.count <= 0) fuse.blow();
      if (isDead) await new Promise(() => {});
    },
    get isDead() {
      return isDead;
    },
    get isLit() {
      return lit !== undefined;
    },
    death,
  };
  return fuse;
}

/** The database as a process sees it that the fuse can end; `idle` resolves when no unit of it is under way. */
export function mortal(database: Database, fuse: Fuse): { database: Database; idle(): Promise<void> } {
  const underWay = new Set<Promise<unknown>>();
  async function write(unit: Unit) {
    await fuse.passes("before a write");
    const written = database.write(unit);
    underWay.add(written);
    try {
      return await written;
    } finally {
      underWay.delete(written);
      await fuse.passes("after a write");
    }
  }
  return {
    database: Object.assign(Object.create(database) as Database, { write }),
    async idle() {
      await Promise.allSettled(underWay);
    },
  };
}
