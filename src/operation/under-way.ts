import type { ServiceKey } from "./operation.ts";

/** What is being done outside, now, in this process: by what it acts on. */
export interface UnderWay {
  /** Ends it; false where it is not under way here. */
  stop(ref: string): boolean;
  /**
   * Hears what has been told of it from `after` letters on, and what is told from now; undefined where it is not under way
   * here. `listener` is given where the words begin; undefined once it has ended.
   */
  follow(
    ref: string,
    after: number,
    listener: (piece: { at: number; text: string } | undefined) => void,
  ): { leave(): void } | undefined;
}

export const underWay: ServiceKey<UnderWay> = { name: "effects under way" };
