import { catalog } from "#catalog/index.ts";
import type { Database } from "#db/client.ts";
import { modelObserver } from "#domains/assistant/observer.ts";
import { ModelError, modelProviders } from "#domains/assistant/provider.ts";
import { backupService } from "#domains/business/backups/service.ts";
import { phoneKeyCheck } from "#domains/business/secrets/secret-set.ts";
import { type MailProvider, mailProvider } from "#domains/mail/provider.ts";
import { createMailSandbox } from "#domains/mail/sandbox/sandbox.ts";
import { createSmtp } from "#domains/mail/smtp/smtp.ts";
import { paymentProviders } from "#domains/money/payments/provider.ts";
import { type CalendarReading, calendarReading } from "#domains/office/calendars/reading.ts";
import { providerKeyCheck } from "#domains/people/provider-keys/provider-key-set.ts";
import { erasedNumbers } from "#domains/phone/privacy/erased-numbers.ts";
import { phoneProviders } from "#domains/phone/provider.ts";
import { type AuditMemory, auditMemory } from "#gate/audit/memory.ts";
import { type UntrustedMemory, untrustedMemory } from "#gate/untrusted.ts";
import { capabilitiesOf, deskCapabilities } from "#operation/capabilities.ts";
import { addressCheck, deskSeal, keyedHash, publicAddress } from "#operation/desk-services.ts";
import { environmentSecrets } from "#operation/kept-secrets.ts";
import { languageModel, modelKeyCheck } from "#operation/language-model.ts";
import type { ServiceKey } from "#operation/operation.ts";
import { type UnderWay, underWay } from "#operation/under-way.ts";
import { problemOfName } from "#platform/public-fetch.ts";
import type { Seal } from "#platform/seal.ts";
import type { Config } from "./config.ts";
import { openErasedNumbers } from "./erasure-key.ts";
import type { Keys } from "./keys.ts";
import type { Models } from "./models.ts";
import type { Payments } from "./payments.ts";
import type { createPhones } from "./phones.ts";

export interface ServiceParts {
  config: Config;
  database: Database;
  seal: Seal;
  keys: Keys;
  audit: AuditMemory;
  untrusted: UntrustedMemory;
  calendars: CalendarReading;
  backups: typeof backupService extends ServiceKey<infer Service> ? Service : never;
  phones: ReturnType<typeof createPhones>;
  payments: Payments;
  models: Models;
  underWay: UnderWay;
  /** Private addresses that a test lets be reached. */
  reaching: Parameters<typeof problemOfName>[1];
}

/** How an operation finds one, by its key; the phone's providers may be reached with a caller's own key. */
export type FindService = <T>(key: ServiceKey<T>, providerKey?: string) => T;

/** What operations find in the desk beside the database. */
export async function openServices(parts: ServiceParts): Promise<FindService> {
  const { config, database, seal, keys, audit, untrusted, calendars, backups, phones, payments } = parts;
  const { models, reaching } = parts;
  const erased = await openErasedNumbers(database, seal);
  const services = new Map<string, unknown>([
    [deskSeal.name, seal],
    [publicAddress.name, config.baseUrl],
    [addressCheck.name, (url: string) => problemOfName(url, reaching)],
    [providerKeyCheck.name, phones.check],
    [phoneKeyCheck.name, phones.checkSecret],
    [environmentSecrets.name, keys.fromEnvironment],
    [backupService.name, backups],
    [calendarReading.name, calendars],
    [auditMemory.name, audit],
    [untrustedMemory.name, untrusted],
    [deskCapabilities.name, () => capabilitiesOf(catalog)],
    [languageModel.name, models.judging],
    [modelProviders.name, models.providers],
    [modelObserver.name, models.observe],
    [modelKeyCheck.name, checkOf(models)],
    [underWay.name, parts.underWay],
    [paymentProviders.name, payments.own],
    [mailProvider.name, () => mailOf(keys)],
    [erasedNumbers.name, erased],
    [keyedHash.name, erased.hashOf],
  ]);
  return <T>(key: ServiceKey<T>, providerKey?: string): T => {
    const found = key.name === phoneProviders.name ? phones.with(providerKey) : services.get(key.name);
    if (found === undefined) throw new TypeError(`there is no service called ${key.name}`);
    return found as T;
  };
}

/** Whether a person's own key is good, asked of the server itself. */
function checkOf({ providers }: Models) {
  return async (key: string): Promise<"good" | "refused" | "unreachable"> => {
    try {
      return (await providers.with(key).check()) ? "good" : "refused";
    } catch (failure) {
      if (failure instanceof ModelError) return "unreachable";
      throw failure;
    }
  };
}

/** Who carries email, as the keys are now. */
function mailOf({ mail }: Keys): MailProvider | undefined {
  if (mail === undefined) return undefined;
  return mail === "sandbox" ? createMailSandbox() : createSmtp(mail.smtpUrl);
}
