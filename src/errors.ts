/** Every code an answer can carry, with its HTTP status on REST. The list is a promise to clients. */
export const errorStatus = {
  AUTH_REQUIRED: 401,
  FORBIDDEN: 403,
  VALIDATION_ERROR: 400,
  REASONING_REQUIRED: 422,
  BLOCKED: 409,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  IDEMPOTENCY_CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RATE_LIMIT_EXCEEDED: 429,
  BUDGET_EXCEEDED: 402,
  NOT_CONFIGURED: 501,
  UNSUPPORTED: 501,
  UPSTREAM_ERROR: 502,
  UPSTREAM_TIMEOUT: 504,
  UNAVAILABLE: 503,
  INTERNAL: 500,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** What a client may read beside the code: never a third party's words, SQL, a path or a stack. */
export interface ErrorDetail {
  /** What the caller should do now, as one sentence. */
  next?: string;
  /** Argument name → what is wrong with it. */
  fields?: Record<string, string[]>;
  /** Seconds until another try makes sense. */
  retryAfter?: number;
  /** ISO 8601: when a blocked text or call becomes possible. */
  nextAllowedAt?: string;
  /** The scope that was missing. */
  scope?: string;
  /** What a token would have to be allowed for it: what this one is, and the one that was missing. */
  scopes?: readonly string[];
  /** True when a token was shown, and is not good here. */
  isTokenInvalid?: true;
  /** What the person who denied it has written for the caller. */
  note?: string;
  /** Ids of records the caller may look at. */
  refs?: Record<string, string>;
  /** Where an argument may mean several: what to ask, and those there are. A wire tells it in `fields` too. */
  choice?: { argument: string; question: string; options: readonly { value: string; title: string }[] };
}

/** The one error type. `cause` goes to the log alone. */
export class DeskError extends Error {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "DeskError";
    this.code = code;
    this.detail = detail;
  }

  get status(): number {
    return errorStatus[this.code];
  }
}

/** The shape every wire renders from. */
export interface ErrorBody {
  code: ErrorCode;
  message: string;
  next?: string;
  fields?: Record<string, string[]>;
  retry_after?: number;
  next_allowed_at?: string;
  scope?: string;
  note?: string;
  refs?: Record<string, string>;
  request_id?: string;
}

export function errorBody(error: DeskError, requestId?: string): ErrorBody {
  const { next, fields, retryAfter, nextAllowedAt, scope, note, refs } = error.detail;
  return {
    code: error.code,
    message: error.message,
    ...(next === undefined ? {} : { next }),
    ...(fields === undefined ? {} : { fields }),
    ...(retryAfter === undefined ? {} : { retry_after: retryAfter }),
    ...(nextAllowedAt === undefined ? {} : { next_allowed_at: nextAllowedAt }),
    ...(scope === undefined ? {} : { scope }),
    ...(note === undefined ? {} : { note }),
    ...(refs === undefined ? {} : { refs }),
    ...(requestId === undefined ? {} : { request_id: requestId }),
  };
}

/** Anything thrown that is not ours becomes INTERNAL; its own words stay in `cause`. */
export function asDeskError(thrown: unknown): DeskError {
  if (thrown instanceof DeskError) return thrown;
  // drizzle wraps what a reader has thrown, such as that the database does not answer.
  if (thrown instanceof Error && thrown.cause instanceof DeskError) return thrown.cause;
  return new DeskError(
    "INTERNAL",
    "Something went wrong on this server.",
    { next: "Try again; if it repeats, give the request id to whoever runs this desk." },
    thrown,
  );
}
