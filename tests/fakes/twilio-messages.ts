import {
  type Account,
  type Ask,
  answer,
  failure,
  findKnown,
  findNumber,
  missing,
  passes,
} from "./twilio-account.ts";
import { inboundMessageForm, messageStatusForm } from "./twilio-events.ts";
import { magic, pageOf, passesDates } from "./twilio-rules.ts";
import * as shapes from "./twilio-shapes.ts";

export interface InboundText {
  from: string;
  to: string;
  body: string;
  media?: { contentType: string; bytes?: Uint8Array<ArrayBuffer> }[];
}

const complete = ["sent", "delivered", "undelivered", "failed", "canceled", "received", "read"];
const stopWords = /^(?:stop|unsubscribe|end|quit|cancel)$/i;
const startWords = /^(?:start|unstop)$/i;

/** What requests do to messages, and what happens to messages from outside. */
export function keepMessages(account: Account) {
  function createMessage({ form, refuse }: Ask): Response {
    const [to, from, service] = [form.get("To"), form.get("From"), form.get("MessagingServiceSid")];
    const [body, mediaUrls] = [form.get("Body") ?? "", form.getAll("MediaUrl")];
    if (!to) return refuse(21604, "A 'To' phone number is required");
    if (!from && !service) return refuse(21603, "A 'From' phone number is required");
    if (!body && mediaUrls.length === 0 && !form.has("ContentSid"))
      return refuse(21619, "A text message body or media urls must be specified");
    if (mediaUrls.length > 10) return refuse(21623, "More than 10 MediaUrl");
    if (to === from) return refuse(21211, `Invalid 'To' Phone Number: ${to}`);
    if (form.has("ShortenUrls") && !service) return refuse(20001, "ShortenUrls without MessagingServiceSid");
    const isScheduled = form.has("SendAt") || form.has("ScheduleType");
    if (isScheduled && !(service && form.has("SendAt") && form.has("ScheduleType")))
      return refuse(20001, "Scheduling needs SendAt, ScheduleType and MessagingServiceSid together");
    const refusedTo = magic.smsTo(to);
    if (refusedTo) return failure(400, refusedTo, `The number ${to} cannot be sent to`);
    const refusedFrom = from ? magic.smsFrom(from) : 0;
    if (refusedFrom) return failure(400, refusedFrom, `The number ${from} cannot send`);
    if (refusedFrom === undefined && !findNumber(account, from)?.capabilities.sms)
      return refuse(21606, `The 'From' number ${from} is not an SMS-capable number of this account`);
    if (account.optedOut.has(`${from ?? service} ${to}`))
      return failure(400, 21610, `Attempt to send to unsubscribed recipient ${to}`);
    const message = shapes.buildMessage(account.birth(mediaUrls.length > 0 ? "MM" : "SM"), {
      to,
      from,
      body,
      direction: "outbound-api",
      messaging_service_sid: service,
      num_media: String(mediaUrls.length),
      status: isScheduled ? "scheduled" : service ? "accepted" : "queued",
    });
    for (const _ of mediaUrls)
      account.media.push(shapes.buildMedia(account.birth("ME"), message.sid, "image/jpeg"));
    account.messages.push(message);
    return answer(message, 201);
  }

  function listMessages({ form, path }: Ask): Response {
    const found = account.messages.filter(
      (each) =>
        passes(form, "To", each.to) &&
        passes(form, "From", each.from) &&
        passesDates(each.date_sent, form, "DateSent", "<="),
    );
    return answer(pageOf("messages", found.toReversed(), path, form));
  }

  function updateMessage({ form, sid, refuse }: Ask): Response {
    const message = account.messages.find((each) => each.sid === sid);
    if (!message) return missing(sid);
    if (form.size === 0) return refuse(20001, "Neither Body nor Status");
    if (form.has("Status")) {
      if (message.status !== "scheduled") return failure(400, 30409, "This message cannot be canceled");
      message.status = "canceled";
    }
    if (form.has("Body")) {
      if (!complete.includes(message.status))
        return failure(400, 20009, "Cannot update this resource before it is complete");
      message.body = "";
    }
    message.date_updated = account.stamp();
    return answer(message);
  }

  function deleteMessage({ sid }: Ask): Response {
    const index = account.messages.findIndex((each) => each.sid === sid);
    const message = account.messages[index];
    if (!message) return missing(sid);
    if (!complete.includes(message.status))
      return failure(409, 20009, "Cannot delete this resource before it is complete");
    account.messages.splice(index, 1);
    return new Response(null, { status: 204 });
  }

  function listMedia({ form, path, sid }: Ask): Response {
    if (!account.messages.some((each) => each.sid === sid)) return missing(sid);
    const found = account.media.filter(
      (each) => each.parent_sid === sid && passesDates(each.date_created, form, "DateCreated", "<="),
    );
    return answer(pageOf("media_list", found, path, form));
  }

  function deliver(sid: string, status: shapes.MessageStatus, errorCode?: number): Record<string, string> {
    const message = findKnown(account.messages, sid);
    message.status = status;
    message.date_updated = account.stamp();
    message.from ??= account.numbers[0]?.phoneNumber ?? null;
    message.error_code = errorCode ?? null;
    message.error_message = errorCode ? `Delivery failed with ${errorCode}` : null;
    if (["sent", "delivered", "undelivered", "read"].includes(status)) {
      message.date_sent ??= account.stamp();
      message.price = "-0.00790";
    }
    return messageStatusForm(message);
  }

  function inboundSms({ from, to, body, media = [] }: InboundText): Record<string, string> {
    if (stopWords.test(body.trim())) account.optedOut.add(`${to} ${from}`);
    if (startWords.test(body.trim())) account.optedOut.delete(`${to} ${from}`);
    const message = shapes.buildMessage(account.birth(media.length > 0 ? "MM" : "SM"), {
      from,
      to,
      body,
      direction: "inbound",
      status: "received",
      date_sent: account.stamp(),
      num_media: String(media.length),
    });
    const attached = media.map(({ contentType, bytes }) => {
      const each = shapes.buildMedia(account.birth("ME"), message.sid, contentType);
      if (bytes) account.files.set(each.sid, bytes);
      return each;
    });
    account.messages.push(message);
    account.media.push(...attached);
    return inboundMessageForm(message, attached, account.origin);
  }

  return {
    createMessage,
    listMessages,
    updateMessage,
    deleteMessage,
    listMedia,
    deliver,
    inboundSms,
  };
}
