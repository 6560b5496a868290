import { answer } from "./twilio-account.ts";

/** What Twilio's other hosts know: the messaging product's registrations, and the account's consents. */
export interface OtherHosts {
  /** Messaging services with their numbers, and the state of their campaign; none where there is none. */
  services: { sid: string; numbers: string[]; campaign?: string }[];
  /** Toll-free numbers by sid, and the state of their verification. */
  verifications: Map<string, string>;
  /** What the ledger of consents was told, oldest first. */
  consents: Record<string, string>[];
}

const consentFields = ["contact_id", "correlation_id", "sender_id", "status", "source", "date_of_consent"];

/** Undefined for an address that none of them has. */
export function answerOfOtherHost(
  hosts: OtherHosts,
  {
    method,
    pathname,
    form,
    note,
  }: { method: string; pathname: string; form: URLSearchParams; note(problem: string): void },
): Response | undefined {
  if (method === "POST" && pathname === "/v1/Consents/Bulk") return takeConsents(hosts, form, note);
  if (method !== "GET") return undefined;
  if (pathname === "/v1/Services") return answer({ services: hosts.services.map(({ sid }) => ({ sid })) });
  if (pathname === "/v1/Tollfree/Verifications") {
    const verifications = [...hosts.verifications].map(([tollfree_phone_number_sid, status]) => ({
      tollfree_phone_number_sid,
      status,
    }));
    return answer({ verifications });
  }
  const [, sid, part] =
    /^\/v1\/Services\/(MG[0-9a-f]{32})\/(PhoneNumbers|Compliance\/Usa2p)$/.exec(pathname) ?? [];
  const service = hosts.services.find((each) => each.sid === sid);
  if (!service) return undefined;
  if (part === "PhoneNumbers")
    return answer({ phone_numbers: service.numbers.map((phone_number) => ({ phone_number })) });
  const compliance = service.campaign === undefined ? [] : [{ campaign_status: service.campaign }];
  return answer({ compliance });
}

function takeConsents(hosts: OtherHosts, form: URLSearchParams, note: (problem: string) => void): Response {
  const items = form.getAll("Items").map((item) => JSON.parse(item) as Record<string, string>);
  if (items.length === 0 || items.length > 25) note(`${items.length} consents at once`);
  for (const item of items) {
    const unknown = Object.keys(item).filter((name) => !consentFields.includes(name));
    if (unknown.length > 0) note(`unknown in a consent: ${unknown.join(", ")}`);
    if (!/^\+[1-9]\d{1,14}$/.test(item["contact_id"] ?? "")) note("a consent without a number");
    if (!/^[0-9a-f]{32}$/.test(item["correlation_id"] ?? "")) note("a correlation id that is none");
    if (!["opt-in", "opt-out"].includes(item["status"] ?? "")) note("a status that is none");
    hosts.consents.push(item);
  }
  const told = items.map(({ correlation_id }) => ({ correlation_id, error_code: 0, error_messages: [] }));
  return answer({ items: told }, 201);
}
