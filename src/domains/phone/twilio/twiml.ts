import type { CallStep } from "../provider.ts";

const emptyResponse = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

/** What is said to a webhook that asks for nothing: no text goes to anybody. */
export function nothing(): string {
  return emptyResponse;
}

/** Where Twilio asks what comes next on a call. */
export interface CallAddresses {
  dialed: string;
  whisper: string;
  accept: string;
  recorded: string;
  recording: string;
  transcription: string;
  optOut: string;
}

/** A step of a call in Twilio's own language. */
export function twimlOf(step: CallStep, to: CallAddresses): string {
  return wrap(verbsOf(step, to));
}

function verbsOf(step: CallStep, to: CallAddresses): string {
  switch (step.do) {
    case "hang_up":
      return `${say(step.words)}<Hangup/>`;
    case "connect":
      return "";
    case "ask":
      return `<Gather numDigits="1" timeout="8" action="${xml(to.accept)}">${say(step.words)}</Gather><Hangup/>`;
    case "ring": {
      const record = step.isRecorded
        ? ` record="record-from-answer-dual" recordingStatusCallback="${xml(to.recording)}"`
        : "";
      const numbers = step.numbers.map((each) => `<Number url="${xml(to.whisper)}">${xml(each)}</Number>`);
      const caller = step.callerId ? ` callerId="${xml(step.callerId)}"` : "";
      const dial = `<Dial timeout="${step.seconds}"${caller} action="${xml(to.dialed)}"${record}>${numbers.join("")}</Dial>`;
      return say(step.words) + dial;
    }
    case "voicemail":
      return `${say(step.words)}<Record maxLength="180" playBeep="true" action="${xml(to.recorded)}" recordingStatusCallback="${xml(to.recording)}" transcribe="true" transcribeCallback="${xml(to.transcription)}"/><Hangup/>`;
    case "say":
      return `<Gather numDigits="1" timeout="4" action="${xml(to.optOut)}">${say(step.words)}</Gather><Hangup/>`;
  }
}

function say(words: string): string {
  return words === "" ? "" : `<Say>${xml(words)}</Say>`;
}

function wrap(verbs: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${verbs}</Response>`;
}

function xml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&apos;");
}
