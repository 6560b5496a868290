import type { FailureReason } from "../failures.ts";

/**
 * Twilio's error codes in our words. Twilio splits codes now and then: what is not here is a refusal like any other.
 * Source: Twilio's error and warning dictionary, 2026-11.
 */
const reasons: Record<string, FailureReason> = {
  "20003": "key_refused",
  "20404": "not_there",
  "20429": "rate_limited",
  "21210": "not_your_line",
  "21211": "invalid_number",
  "21212": "not_your_line",
  "21214": "invalid_number",
  "21215": "region_off",
  "21216": "region_off",
  "21217": "invalid_number",
  "21408": "region_off",
  "21606": "not_your_line",
  "21608": "trial_account",
  "21610": "opted_out",
  "21611": "queue_full",
  "21612": "unknown_number",
  "21614": "landline",
  "21635": "landline",
  "30001": "queue_full",
  "30002": "account_suspended",
  "30003": "switched_off",
  "30004": "carrier_blocked",
  "30005": "unknown_number",
  "30006": "landline",
  "30007": "filtered",
  "30008": "undeliverable",
  "30017": "too_many",
  "30019": "bad_picture",
  "30022": "too_many",
  "30023": "daily_cap",
  "30024": "carrier_registration",
  "30032": "carrier_registration",
  "30034": "carrier_registration",
  "30035": "carrier_registration",
  "30036": "held_too_long",
  "30044": "trial_account",
  "30047": "not_rescheduled",
  "30450": "too_many",
  "30453": "too_many",
  "30610": "provider_quiet_hours",
  "30640": "at_risk",
  "63038": "daily_cap",
  "11200": "bad_picture",
  "12300": "bad_picture",
};

export function reasonOfCode(code: string | number | null | undefined): FailureReason | undefined {
  return code === null || code === undefined ? undefined : reasons[String(code)];
}
