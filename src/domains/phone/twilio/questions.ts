import type { CallQuestion } from "../provider.ts";

/** What a webhook asks: what comes next on a call. Undefined for one that only tells. */
export function questionOf(raw: string, type: string): CallQuestion | undefined {
  const form = new URLSearchParams(raw);
  const at = pointOf(type, form);
  if (!at) return undefined;
  const isOutbound = (form.get("Direction") ?? "").startsWith("outbound");
  const [from, to] = [form.get("From") ?? "", form.get("To") ?? ""];
  return isOutbound ? { at, line: from, peer: to } : { at, line: to, peer: from };
}

function pointOf(type: string, form: URLSearchParams): CallQuestion["at"] | undefined {
  switch (type) {
    case "voice":
      return "arrives";
    case "voice-whisper":
      return "whisper";
    case "voice-accept":
      return form.get("Digits") === "1" ? "accepted" : "declined";
    case "voice-dialed":
      return form.get("DialCallStatus") === "completed" && form.get("DialBridged") !== "false"
        ? "over"
        : "unanswered";
    case "voice-recorded":
    case "voice-opt-out":
      return "over";
    default:
      return undefined;
  }
}
