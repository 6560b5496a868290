import type { ServiceKey } from "#operation/operation.ts";

/** A paper that goes with an email. */
export interface Attachment {
  filename: string;
  type: string;
  content: Uint8Array;
}

export interface OutgoingEmail {
  /** Our name for it, in its Message-ID. */
  ref: string;
  from: { name: string; address: string };
  to: string;
  subject: string;
  text: string;
  attachments: readonly Attachment[];
  /** Where a mail program lets somebody say that they want no more. */
  unsubscribe: string | null;
}

/** Who carries the business's email. */
export interface MailProvider {
  readonly name: "smtp" | "sandbox";
  /** @throws MailFailure */
  send(email: OutgoingEmail): Promise<void>;
}

/** Undefined where no email can be sent. */
export const mailProvider: ServiceKey<() => MailProvider | undefined> = { name: "mail provider" };

/** Why an email did not go out, in our words. */
export const mailReasons = {
  refused: "The mail server did not take it: check the address.",
  login: "The mail server refused the login.",
  unreachable: "The mail server could not be reached; nothing was sent.",
  no_paper: "Its paper could not be made; nothing was sent.",
  uncertain: "The mail server did not say whether it took it.",
} as const;

export type MailReason = keyof typeof mailReasons;

/** What a provider's file throws; `uncertain` where it may have gone out all the same. */
export class MailFailure extends Error {
  override name = "MailFailure";
  readonly reason: MailReason;

  constructor(reason: MailReason) {
    super(reason);
    this.reason = reason;
  }
}
