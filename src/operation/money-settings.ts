import * as z from "zod";
import { clockTime, count, kind, setting, words, yesOrNo } from "./setting-kinds.ts";

const percent = z.string().regex(/^\d{1,3}(?:\.\d{1,3})?$/, "a percentage such as 8.875");

/** How the business charges, reminds and tells of the day. */
export const moneySettings = {
  "money.tax_rates": setting(
    kind(
      'a JSON list of taxes, such as [{"name": "Sales tax", "percent": "8.875"}]',
      z
        .array(z.strictObject({ name: z.string().trim().min(1).max(40), percent }))
        .max(5)
        .refine(
          (list) => new Set(list.map(({ name }) => name)).size === list.length,
          "names that are all different",
        ),
    ),
    [],
    "Taxes on what you charge, where a line says nothing else.",
  ),
  "money.tax_inclusive": setting(yesOrNo, false, "True where your prices hold their tax already."),
  "money.tax_number": setting(words(60), "", "Your tax number, as it stands on invoices."),
  "money.due_days": setting(count(365), 30, "Days after which an invoice is due."),
  "money.quote_days": setting(count(365), 30, "Days for which a quote can be accepted."),
  "money.note": setting(
    words(600),
    "",
    "What stands at the foot of every invoice: bank details, how to pay by cheque.",
  ),
  "money.invoice_text": setting(
    words(300),
    "{{business}}: your invoice {{number}} over {{amount}} is due {{due}}. {{link}}",
    "What a customer is texted with an invoice.",
  ),
  "money.quote_text": setting(
    words(300),
    "{{business}}: your quote over {{amount}} is good until {{until}}. See and accept it here: {{link}}",
    "What a customer is texted with a quote.",
  ),
  "money.receipt_text": setting(
    words(300),
    "{{business}}: thank you, we have received {{amount}} for {{number}}. {{link}}",
    "What a customer is texted when a payment has come; nothing where it is empty.",
  ),
  "money.reminder_text": setting(
    words(300),
    "{{business}}: a friendly reminder that {{amount}} of {{number}} was due {{due}}. {{link}}",
    "What a customer is texted when an invoice is overdue.",
  ),
  "money.reminders": setting(
    kind("off, draft or send", z.enum(["off", "draft", "send"])),
    "draft",
    "Reminders of what is overdue: off, draft where you send each yourself, send where the desk does.",
  ),
  "money.reminder_days": setting(
    kind("days, such as 3, 10, 21", z.array(z.int().min(1).max(365)).max(6)),
    [3, 10, 21],
    "Days after the due day on which a reminder is due, each once.",
  ),
  "money.accounts": setting(
    kind(
      'a JSON object of accounts, such as {"sales": "4000", "online": "1010", "cash": "1000"}',
      z.partialRecord(
        z.enum([
          "sales",
          "tax",
          "receivable",
          "online",
          "cash",
          "cheque",
          "card_terminal",
          "bank_transfer",
          "other",
          "refunds",
        ]),
        z.string().trim().min(1).max(40),
      ),
    ),
    {},
    "Your bookkeeper’s accounts, for the books that are exported.",
  ),
  "business.address": setting(words(300), "", "Your address, as it stands on invoices and quotes."),
  "mail.from": setting(
    kind("an email address, or nothing", z.union([z.literal(""), z.email("not an email address").max(254)])),
    "",
    "The address your emails come from.",
  ),
  "mail.owner": setting(
    kind("an email address, or nothing", z.union([z.literal(""), z.email("not an email address").max(254)])),
    "",
    "Where your own notices and briefings are mailed to.",
  ),
  "briefing.at": setting(
    kind("a time of day such as 07:00, or nothing", z.union([z.literal(""), clockTime])),
    "",
    "When the day’s briefing is sent to you; nothing where it is empty.",
  ),
  "briefing.by": setting(
    kind("text, email or both", z.enum(["text", "email", "both"])),
    "text",
    "How it is sent: to your own numbers, your own address, or both.",
  ),
} as const;
