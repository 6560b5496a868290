import type { OutgoingCall, OutgoingText } from "../provider.ts";
import type { Form } from "./api.ts";

/** Codes of toll-free numbers in North America. */
export function isTollFree(number: string): boolean {
  return /^\+1(?:800|833|844|855|866|877|888)/.test(number);
}

export function textForm(
  { line, to, content, mediaUrls, validFor }: OutgoingText,
  statusCallback: string,
): Form {
  return [
    ["To", to],
    ["From", line.number],
    ["Body", content],
    ...mediaUrls.map((url) => ["MediaUrl", url] as const),
    ["StatusCallback", statusCallback],
    ["ValidityPeriod", String(validFor)],
  ];
}

/** Seconds for which a phone rings. */
const ringSeconds = "30";

export function callForm(
  { line, to, maxDuration, step }: OutgoingCall,
  twiml: string,
  callbacks: { status: string; machine: string },
): Form {
  const events = ["initiated", "ringing", "answered", "completed"];
  // A message is left after a machine's tone; where a person is to be connected, nobody waits for that.
  const machine: Form =
    step.do === "say"
      ? [["MachineDetection", "DetectMessageEnd"]]
      : [
          ["MachineDetection", "Enable"],
          ["AsyncAmd", "true"],
          ["AsyncAmdStatusCallback", callbacks.machine],
        ];
  return [
    ["To", to],
    ["From", line.number],
    ["Twiml", twiml],
    ["Timeout", ringSeconds],
    ...(maxDuration === undefined ? [] : ([["TimeLimit", String(maxDuration)]] as const)),
    ["StatusCallback", callbacks.status],
    ...events.map((event) => ["StatusCallbackEvent", event] as const),
    ...machine,
  ];
}
