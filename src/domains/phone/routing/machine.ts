import { isE164 } from "#platform/phone-number.ts";
import { plainWords } from "#platform/plain-words.ts";

/** A person does not answer faster than this, in milliseconds. */
const fastest = 5000;

const automatic =
  /\b(?:auto ?reply|automatic(?:ally)? (?:reply|response|generated|message)|automated|do ?not reply|no ?reply|out of (?:the )?office|on (?:vacation|annual leave)|(?:im|i am) driving|currently (?:unavailable|away|out)|thank(?:s| you) for (?:contacting|your message|reaching out)|automatische antwort|je suis absent|estoy conduciendo|verification code|security code|one time (?:code|password)|msg (?:and|&)? ?data rates|reply stop|text stop|unsubscribe|respuesta automatica|mensaje automatico|no responda|codigo de verificacion|responda alto|fuera de la oficina|abwesenheit|reponse automatique)\b/u;

/** Whether a text is most likely a machine's: nobody is answered by one machine on behalf of another. */
export function isFromMachine(text: {
  peer: string;
  content: string;
  /** Milliseconds since the desk's own last text to them; undefined where there is none. */
  afterOurs: number | undefined;
  /** How often they have sent the very same lately, this one among them. */
  times: number;
}): boolean {
  const { peer, content, afterOurs, times } = text;
  if (!isE164(peer) || times > 2) return true;
  if (afterOurs !== undefined && afterOurs < fastest) return true;
  return automatic.test(plainWords(content));
}
