/** What every page of a signed-in person has around it. */
export interface Reader {
  name: string;
  /** The path of the page they are on. */
  at: string;
  isOwner: boolean;
  /** How many requests wait for them; undefined for somebody who does not decide. */
  waiting: number | undefined;
  /** How many conversations end with somebody else's word. */
  unanswered: number;
  /** True while everything is stopped. */
  isStopped: boolean;
  /** True while their sign-in is recent enough to decide something. */
  isRecent: boolean;
  /** True for who has a password to prove themselves with. */
  hasPassword: boolean;
  /** For the form that signs out. */
  token: string;
  /** Milliseconds, UTC: the moment the page is made. */
  now: number;
}
