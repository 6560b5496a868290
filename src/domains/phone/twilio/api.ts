import { randomUUID } from "node:crypto";
import type * as z from "zod";
import { type Service, type ServiceAnswer, ServiceFailure, type ServiceRequest } from "#platform/http.ts";
import { type FailureReason, ProviderFailure } from "../failures.ts";
import type { Begin, ToldConsent } from "../provider.ts";
import { reasonOfCode } from "./reasons.ts";
import * as twilio from "./schemas.ts";

export type Form = readonly (readonly [name: string, value: string])[];
export type TwilioNumber = z.infer<typeof twilio.listNumbersAnswer>["incoming_phone_numbers"][number];

/** Twilio's API, a request at a time: what it answers by schema, what it refuses in our words. */
export interface TwilioApi {
  post<Answer>(schema: z.ZodType<Answer>, path: string, form: Form, begin?: Begin): Promise<Answer>;
  get<Answer>(schema: z.ZodType<Answer>, path: string, query?: Record<string, string>): Promise<Answer>;
  /** The page of a list that another page names. */
  follow<Answer>(schema: z.ZodType<Answer>, uri: string): Promise<Answer>;
  /** Where something of the account is. */
  pathOf(path: string): string;
  /** The whole address of what Twilio names by its path. */
  addressOf(uri: string): string;
  /** The same at the host of the messaging product; undefined where it says no. */
  ofMessaging<Answer>(schema: z.ZodType<Answer>, path: string): Promise<Answer | undefined>;
  /** Every number of the account. */
  numbers(): Promise<TwilioNumber[]>;
  consentItem(told: ToldConsent, number: string): string;
  tellConsents(items: readonly string[]): Promise<void>;
}

export interface ApiParts {
  baseUrl: string;
  service: Service;
  authorization: string;
  accountSid: string;
}

const usualHost = "https://api.twilio.com";
const mostPages = 20;

export function createTwilioApi(open: (name: string, base: string) => Service, parts: ApiParts): TwilioApi {
  const { baseUrl, service, authorization, accountSid } = parts;
  const account = `/2010-04-01/Accounts/${encodeURIComponent(accountSid)}`;
  // Another address than Twilio's stands for all of its hosts.
  const isElsewhere = !baseUrl.startsWith(usualHost);
  const messaging = open("twilio messaging", isElsewhere ? baseUrl : "https://messaging.twilio.com");
  const accounts = open("twilio accounts", isElsewhere ? baseUrl : "https://accounts.twilio.com");

  return {
    pathOf: (path) => `${account}/${path}`,
    addressOf: (uri) => new URL(uri, baseUrl).href,
    // It stays within the account: the key is shown at no other path.
    async follow(schema, uri) {
      if (!uri.startsWith(`${account}/`)) throw new ProviderFailure("unreadable");
      return await ask(service, schema, { method: "GET", path: uri });
    },
    async post(schema, path, form, begin) {
      const wanted = {
        method: "POST",
        path: `${account}/${path}`,
        form,
        ...(begin ? { begin } : {}),
      } as const;
      return await ask(service, schema, wanted);
    },
    async get(schema, path, query = {}) {
      return await ask(service, schema, { method: "GET", path: `${account}/${path}`, query });
    },
    async ofMessaging(schema, path) {
      try {
        return await ask(messaging, schema, { method: "GET", path });
      } catch (failure) {
        if (failure instanceof ProviderFailure) return undefined;
        throw failure;
      }
    },
    async numbers() {
      const found: TwilioNumber[] = [];
      let next = `${account}/IncomingPhoneNumbers.json?PageSize=200`;
      for (let page = 0; page < mostPages && next !== ""; page++) {
        const answer = await ask(service, twilio.listNumbersAnswer, { method: "GET", path: next });
        found.push(...answer.incoming_phone_numbers);
        next = answer.next_page_uri ?? "";
      }
      return found;
    },
    consentItem: ({ phone, state, at }, number) =>
      JSON.stringify({
        contact_id: phone,
        correlation_id: randomUUID().replaceAll("-", ""),
        sender_id: number,
        status: state === "out" ? "opt-out" : "opt-in",
        source: "others",
        date_of_consent: new Date(at).toISOString(),
      }),
    async tellConsents(items) {
      const form = items.map((item) => ["Items", item] as const);
      await ask(accounts, twilio.consentsAnswer, { method: "POST", path: "/v1/Consents/Bulk", form });
    },
  };

  async function ask<Answer>(
    at: Service,
    schema: z.ZodType<Answer>,
    wanted: Omit<ServiceRequest, "headers">,
  ): Promise<Answer> {
    const isWrite = wanted.method !== "GET";
    let answer: ServiceAnswer;
    try {
      answer = await at.request({ ...wanted, headers: { authorization } });
    } catch (failure) {
      throw failure instanceof ServiceFailure ? silence(failure, isWrite) : failure;
    }
    if (answer.status >= 400) throw refusal(answer, isWrite);
    const parsed = schema.safeParse(answer.json);
    if (!parsed.success) throw new ProviderFailure("unreadable", isWrite);
    return parsed.data;
  }
}

function silence(failure: ServiceFailure, isWrite: boolean): ProviderFailure {
  if (failure.isUnsent) return new ProviderFailure("unreachable");
  return new ProviderFailure(failure.kind === "timeout" ? "timeout" : "provider_error", isWrite);
}

const reasonsByStatus: Record<number, FailureReason> = {
  401: "key_refused",
  403: "not_your_line",
  404: "not_there",
  429: "rate_limited",
};

function refusal({ status, json }: ServiceAnswer, isWrite: boolean): ProviderFailure {
  if (status >= 500) return new ProviderFailure("provider_error", isWrite);
  const code = twilio.errorAnswer.safeParse(json).data?.code;
  return new ProviderFailure(reasonOfCode(code) ?? reasonsByStatus[status] ?? "refused");
}
