import * as z from "zod";

/** Shapes of Twilio's REST API (2010-04-01) as far as the desk reads them; further fields are let be. */
export const message = z.object({
  sid: z.string(),
  body: z.string().nullable(),
  direction: z.string(),
  from: z.string().nullable(),
  to: z.string(),
  status: z.string(),
  error_code: z.number().nullable(),
  date_created: z.string().nullable(),
  num_media: z.string().optional(),
});

const next = { next_page_uri: z.string().nullish() };

export const listMessagesAnswer = z.object({ messages: z.array(message), ...next });

export const listMediaAnswer = z.object({
  media_list: z.array(z.object({ uri: z.string(), content_type: z.string() })),
});

export const call = z.object({
  sid: z.string(),
  status: z.string(),
  direction: z.string(),
  from: z.string(),
  to: z.string(),
  duration: z.string().nullable(),
  start_time: z.string().nullable(),
  end_time: z.string().nullable(),
  date_created: z.string().nullable(),
  date_updated: z.string().nullable(),
});

export const listCallsAnswer = z.object({ calls: z.array(call), ...next });

export const listNumbersAnswer = z.object({
  incoming_phone_numbers: z.array(
    z.object({
      sid: z.string(),
      phone_number: z.string(),
      friendly_name: z.string(),
      capabilities: z.object({ sms: z.boolean(), voice: z.boolean() }),
    }),
  ),
  ...next,
});

export const account = z.object({ sid: z.string(), status: z.string() });

/** Both of Twilio's ways of saying what went wrong. */
export const errorAnswer = z.object({ code: z.union([z.number(), z.string()]).optional() });

export const listServicesAnswer = z.object({ services: z.array(z.object({ sid: z.string() })) });
export const servicePhonesAnswer = z.object({
  phone_numbers: z.array(z.object({ phone_number: z.string() })),
});
export const campaignsAnswer = z.object({ compliance: z.array(z.object({ campaign_status: z.string() })) });
export const verificationsAnswer = z.object({
  verifications: z.array(z.object({ tollfree_phone_number_sid: z.string(), status: z.string() })),
});

export const consentsAnswer = z.object({
  items: z.array(z.object({ correlation_id: z.string(), error_code: z.number() })),
});

/** A delivery of Event Streams: CloudEvents in a list. */
export const streamed = z.array(
  z.object({ id: z.string(), type: z.string(), data: z.record(z.string(), z.unknown()) }),
);

/** A number that has another owner now: whoever had agreed does not have it any more. */
export const reassigned = z.object({
  to_number: z.string(),
  timestamp: z.string().optional(),
  consent_updated_at: z.string().optional(),
});
