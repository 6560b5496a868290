import { DeskError, type ErrorCode } from "#src/errors.ts";

interface Reason {
  code: ErrorCode;
  message: string;
  next: string;
}

/** Why a text or call did not go through, in our words; the key is what the database keeps. */
export const failureReasons = {
  key_refused: {
    code: "NOT_CONFIGURED",
    message: "The phone provider refused this desk's key.",
    next: "The owner has to put a valid key into the environment; `frontdesk doctor` checks it.",
  },
  no_key: {
    code: "NOT_CONFIGURED",
    message: "The line's provider is not set up for sending: its key is missing.",
    next: "The owner has to put the provider's key into the environment; `frontdesk doctor` says which.",
  },
  no_credit: {
    code: "UPSTREAM_ERROR",
    message: "The phone provider's account has no credit or its subscription has ended.",
    next: "The owner has to top up or renew the account, then send again.",
  },
  not_your_line: {
    code: "UPSTREAM_ERROR",
    message: "The provider does not let this key use that line.",
    next: "Choose another line from list_lines, or let the owner give the key access.",
  },
  carrier_registration: {
    code: "BLOCKED",
    message:
      "US carriers do not accept texts from this line yet: its A2P 10DLC registration is not approved.",
    next: "The owner has to finish the registration with the provider.",
  },
  daily_cap: {
    code: "RATE_LIMIT_EXCEEDED",
    message: "The line has reached the carrier's cap for today.",
    next: "Send tomorrow, or from another line.",
  },
  refused: {
    code: "UPSTREAM_ERROR",
    message: "The provider did not accept it.",
    next: "Check the number and the text; trying the same again will not help.",
  },
  not_there: {
    code: "UPSTREAM_ERROR",
    message: "The provider does not know the line or the number.",
    next: "See list_lines for the lines there are.",
  },
  rate_limited: {
    code: "RATE_LIMIT_EXCEEDED",
    message: "The provider asked to slow down and the tries ran out; nothing was sent.",
    next: "Try again in a minute.",
  },
  unreachable: {
    code: "UPSTREAM_ERROR",
    message: "The provider could not be reached; nothing was sent.",
    next: "Try again in a minute.",
  },
  timeout: {
    code: "UPSTREAM_TIMEOUT",
    message: "The provider did not answer in time; it may or may not have gone out.",
    next: "Do not send it again: the desk asks the provider and records what became of it. Look it up by its id.",
  },
  provider_error: {
    code: "UPSTREAM_ERROR",
    message: "The provider failed while it had the request; it may or may not have gone out.",
    next: "Do not send it again: the desk asks the provider and records what became of it. Look it up by its id.",
  },
  unreadable: {
    code: "UPSTREAM_ERROR",
    message: "The provider's answer could not be read; it may or may not have gone out.",
    next: "Do not send it again: the desk asks the provider and records what became of it. Look it up by its id.",
  },
  lost: {
    code: "UPSTREAM_ERROR",
    message: "The desk stopped while it was being sent; it may or may not have gone out.",
    next: "Do not send it again before the desk has found out, or a person has.",
  },
  not_found: {
    code: "UPSTREAM_ERROR",
    message: "The provider shows no trace of it: it most likely never went out.",
    next: "A person may send it again.",
  },
  too_late: {
    code: "UNAVAILABLE",
    message: "It could not go out for a quarter of an hour, so it was not sent.",
    next: "Send it again if it is still right.",
  },
  quiet_hours: {
    code: "BLOCKED",
    message: "Its turn came outside the hours in which texts are sent.",
    next: "Send it again in the morning.",
  },
  undeliverable: {
    code: "UPSTREAM_ERROR",
    message: "The carrier could not deliver it.",
    next: "Check the number, or call instead.",
  },
  opted_out: {
    code: "BLOCKED",
    message: "This number has asked for no more texts.",
    next: "Do not text it. It can opt in again by texting START.",
  },
  no_consent: {
    code: "BLOCKED",
    message: "This number has not agreed, on record, to be sent marketing.",
    next: "Do not send it again without their consent.",
  },
  invalid_number: {
    code: "VALIDATION_ERROR",
    message: "The provider does not take this for a number that can be reached.",
    next: "Check the number with whoever gave it.",
  },
  landline: {
    code: "UPSTREAM_ERROR",
    message: "The number takes no texts: most likely it is a landline.",
    next: "Call it instead, or ask for a mobile number.",
  },
  unknown_number: {
    code: "UPSTREAM_ERROR",
    message: "The number is out of service, or no carrier knows it.",
    next: "Ask for another number; do not text this one again.",
  },
  switched_off: {
    code: "UPSTREAM_ERROR",
    message: "The phone could not be reached: off, or without a signal.",
    next: "Try once more later in the day, or call.",
  },
  carrier_blocked: {
    code: "UPSTREAM_ERROR",
    message: "The recipient’s carrier blocks texts from this line to this number.",
    next: "Do not send it again; call instead.",
  },
  filtered: {
    code: "UPSTREAM_ERROR",
    message: "A carrier took it for spam and held it back.",
    next: "Write it in other words, without short links; the owner checks the line’s registration.",
  },
  region_off: {
    code: "UPSTREAM_ERROR",
    message: "The provider’s account may not reach that country.",
    next: "The owner has to allow the country in the provider’s console (geographic permissions).",
  },
  trial_account: {
    code: "UPSTREAM_ERROR",
    message: "The provider’s account is a trial: it reaches verified numbers only.",
    next: "The owner has to upgrade the account, or verify the number there.",
  },
  account_suspended: {
    code: "NOT_CONFIGURED",
    message: "The provider has suspended the account.",
    next: "The owner has to ask the provider; nothing goes out until then.",
  },
  queue_full: {
    code: "RATE_LIMIT_EXCEEDED",
    message: "The line has more texts waiting at the provider than it takes.",
    next: "Wait an hour before sending more from this line.",
  },
  too_many: {
    code: "RATE_LIMIT_EXCEEDED",
    message: "The line sent faster than carriers let it.",
    next: "Send it again later, and fewer at a time.",
  },
  held_too_long: {
    code: "UPSTREAM_ERROR",
    message: "It waited too long at the provider, and was dropped.",
    next: "Send it again if it is still right.",
  },
  not_rescheduled: {
    code: "UPSTREAM_ERROR",
    message: "The provider held it back for the night and then could not send it.",
    next: "Send it again within the hours in which texts are sent.",
  },
  provider_quiet_hours: {
    code: "BLOCKED",
    message: "The provider holds texts back at this hour where the number is.",
    next: "Send it again in the morning there.",
  },
  at_risk: {
    code: "BLOCKED",
    message: "The provider does not send marketing to this number, for the risk of a claim.",
    next: "Take it off every list, and do not try again.",
  },
  bad_picture: {
    code: "VALIDATION_ERROR",
    message: "A picture could not be fetched by the provider, or is of a kind it does not send.",
    next: "Give an address that anybody can open, of a JPEG, PNG or GIF of up to 5 MB.",
  },
  unsupported: {
    code: "UNSUPPORTED",
    message: "This line's provider cannot do that.",
    next: "See list_lines for what each line can do.",
  },
} as const satisfies Record<string, Reason>;

export type FailureReason = keyof typeof failureReasons;

/** What a provider's file throws: the reason, and whether it is certain that nothing happened. */
export class ProviderFailure extends Error {
  override name = "ProviderFailure";
  readonly reason: FailureReason;
  /** True when the provider may have done it all the same. */
  readonly isUncertain: boolean;

  constructor(reason: FailureReason, isUncertain = false) {
    super(reason);
    this.reason = reason;
    this.isUncertain = isUncertain;
  }
}

export function reasonOf(stored: string | null): Reason | undefined {
  return stored !== null && Object.hasOwn(failureReasons, stored)
    ? failureReasons[stored as FailureReason]
    : undefined;
}

export function asError(reason: FailureReason, refs: Record<string, string> = {}): DeskError {
  const { code, message, next } = failureReasons[reason];
  return new DeskError(code, message, { next, refs });
}
