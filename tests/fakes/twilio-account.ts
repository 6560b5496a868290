import * as shapes from "./twilio-shapes.ts";

export interface AccountOptions {
  accountSid?: string;
  authToken?: string;
  /** Two by default, +15550199100 and +15550199101. */
  numbers?: (Pick<shapes.FakeNumber, "phoneNumber"> & Partial<shapes.FakeNumber>)[];
  now?: () => Date;
}

/** A request that has been read. */
export interface Ask {
  path: string;
  form: URLSearchParams;
  /** The first and the second sid in the path. */
  sid: string;
  part: string;
  /** Refuses what the documented interface does not allow, and notes it as a violation. */
  refuse(code: number, words: string, status?: number): Response;
}

export type Account = ReturnType<typeof openAccount>;

/** The ledgers of one account, oldest first. */
export function openAccount(options: AccountOptions) {
  const { accountSid = `AC${"1".padStart(32, "0")}`, authToken = "twilio-test-token" } = options;
  const { now = () => new Date() } = options;
  const { numbers = [{ phoneNumber: "+15550199100" }, { phoneNumber: "+15550199101" }] } = options;
  let serial = 0;
  const newSid = (prefix: string) => `${prefix}${(++serial).toString(16).padStart(32, "0")}`;
  return {
    accountSid,
    authToken,
    /** Where media and recordings are to be had. */
    origin: "",
    numbers: numbers.map((each) => shapes.buildNumber({ sid: newSid("PN"), ...each })),
    messages: [] as shapes.Message[],
    calls: [] as shapes.Call[],
    recordings: [] as shapes.Recording[],
    media: [] as shapes.Media[],
    files: new Map<string, Uint8Array<ArrayBuffer>>(),
    optedOut: new Set<string>(),
    now,
    newSid,
    birth: (prefix: string): shapes.Birth => ({ sid: newSid(prefix), accountSid, at: now() }),
    stamp: () => shapes.formatDate(now()),
  };
}

export function answer(body: unknown, status = 200): Response {
  return Response.json(body, { status });
}

export function failure(status: number, code: number, message: string): Response {
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  return answer({ code, message, more_info, status }, status);
}

export function missing(what: string): Response {
  return failure(404, 20404, `The requested resource ${what} was not found`);
}

export function findNumber(account: Account, number: string | null): shapes.FakeNumber | undefined {
  return account.numbers.find((each) => each.phoneNumber === number);
}

/** Whether a list's filter, if there is one, lets the value through. */
export function passes(query: URLSearchParams, name: string, value: string | null): boolean {
  const wanted = query.get(name);
  return wanted === null || wanted === value;
}

export function findKnown<Row extends { sid: string }>(rows: Row[], sid: string): Row {
  const row = rows.find((each) => each.sid === sid);
  if (!row) throw new Error(`The fake knows no ${sid}`);
  return row;
}
