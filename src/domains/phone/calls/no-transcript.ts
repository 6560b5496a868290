import type { FailureReason } from "#domains/phone/failures.ts";

export type Transcription = "completed" | "in_progress" | "absent" | "failed" | "unavailable";

/** Why there are no words of a call; undefined where there are. */
export function whyNoTranscript(
  transcript: Transcription,
  { provider, status, duration }: { provider: string; status: string; duration: number | null },
  failure?: FailureReason,
): string | undefined {
  if (transcript === "completed") return undefined;
  if (transcript === "in_progress")
    return "The provider is still writing it down: ask again in a few minutes.";
  if (status !== "completed") return "Nobody took the call, so nothing was said on it.";
  if (duration === 0) return "The call was over as soon as it was taken.";
  if (provider === "twilio") return "Twilio writes down messages that are left, and no calls.";
  if (failure === "not_your_line" || failure === "no_credit" || failure === "refused")
    return "The provider does not give it out: transcripts may need a larger plan there (Quo: Business or Scale).";
  if (transcript === "unavailable") return "The provider could not be asked: try again in a minute.";
  if (transcript === "failed") return "The provider could not write it down.";
  return "The provider has none: recording or transcription may be switched off for the line, or the call is too recent.";
}
