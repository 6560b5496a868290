import { isNorthAmerican } from "#platform/phone-number.ts";
import type { Registration } from "../provider.ts";
import type { TwilioApi, TwilioNumber } from "./api.ts";
import { isTollFree } from "./forms.ts";
import * as twilio from "./schemas.ts";

type Known = { registration: Registration };

/**
 * Whether carriers know the account's numbers: US local ones by the campaign of their messaging service, toll-free ones
 * by their verification. A number that nothing is said of is left out: then it is the carrier that says no.
 */
export async function readRegistrations(
  api: TwilioApi,
  numbers: readonly TwilioNumber[],
): Promise<Map<string, Known>> {
  const found = new Map<string, Known>();
  const ours = numbers.filter(({ phone_number }) => isNorthAmerican(phone_number));
  if (ours.some(({ phone_number }) => isTollFree(phone_number))) {
    const list = await api.ofMessaging(twilio.verificationsAnswer, "/v1/Tollfree/Verifications?PageSize=100");
    for (const { sid, phone_number } of ours.filter((each) => list && isTollFree(each.phone_number))) {
      const said = list?.verifications.find((each) => each.tollfree_phone_number_sid === sid)?.status;
      found.set(phone_number, { registration: verified[said ?? ""] ?? "missing" });
    }
  }
  const local = ours.filter(({ phone_number }) => !isTollFree(phone_number));
  if (local.length === 0) return found;
  const services = await api.ofMessaging(twilio.listServicesAnswer, "/v1/Services?PageSize=50");
  for (const { sid } of services?.services ?? []) {
    const path = `/v1/Services/${encodeURIComponent(sid)}`;
    const [members, campaigns] = await Promise.all([
      api.ofMessaging(twilio.servicePhonesAnswer, `${path}/PhoneNumbers?PageSize=200`),
      api.ofMessaging(twilio.campaignsAnswer, `${path}/Compliance/Usa2p`),
    ]);
    if (!members || !campaigns) continue;
    const statuses = campaigns.compliance.map(({ campaign_status }) => campaign_status);
    const registration = statuses.includes("VERIFIED")
      ? "registered"
      : statuses.length > 0 && !statuses.every((status) => status === "FAILED")
        ? "pending"
        : "missing";
    for (const { phone_number } of members.phone_numbers) found.set(phone_number, { registration });
  }
  return found;
}

const verified: Record<string, Registration> = {
  TWILIO_APPROVED: "registered",
  PENDING_REVIEW: "pending",
  IN_REVIEW: "pending",
  TWILIO_REJECTED: "missing",
};
