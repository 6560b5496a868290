/** One line of a check-up: how it is, what it is about, what to do. */
export interface Finding {
  level: "ok" | "warn" | "fail";
  about: string;
  text: string;
  /** What mends it, where the desk itself can: said on a line, and where it is done on a page. */
  mend?: Mend | undefined;
}

export interface Mend {
  /** The same for somebody who has never opened a terminal. */
  plain?: string;
  /** What the command does: "Set it". */
  say?: string;
  /** What follows the program's name; left out where no command mends it. */
  command?: string;
  /** The page that mends it, or the guide that says how. */
  page?: string;
}

export const ok = (about: string, text: string): Finding => ({ level: "ok", about, text });
export const warn = (about: string, text: string, mend?: Mend): Finding => ({
  level: "warn",
  about,
  text,
  mend,
});
export const fail = (about: string, text: string, mend?: Mend): Finding => ({
  level: "fail",
  about,
  text,
  mend,
});

/** Runs an operation as whoever looks. @throws the DeskError it is refused with */
export type Run = <Output>(operation: string, input: unknown) => Promise<Output>;
