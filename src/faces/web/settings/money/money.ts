import type { SettingGroup } from "#faces/web/settings/setting-groups.tsx";

export const moneyGroups: readonly SettingGroup[] = [
  {
    title: "On every paper",
    fields: [
      { key: "business.address", label: "Your address", hint: "As it stands on invoices and quotes." },
      { key: "money.tax_number", label: "Your tax number", hint: "Nothing stands there where it is empty." },
      { key: "money.note", label: "At the foot", hint: "Bank details, how to pay by cheque." },
    ],
  },
  {
    title: "Taxes",
    fields: [
      {
        key: "money.tax_rates",
        label: "Your usual taxes",
        hint: "One on each line, its percentage after a comma: Sales tax, 8.875. Empty for none.",
      },
      {
        key: "money.tax_inclusive",
        label: "My prices hold the tax already",
        hint: "Then it is shown, and not added.",
      },
    ],
  },
  {
    title: "Days",
    fields: [
      {
        key: "money.due_days",
        label: "Days until an invoice is due",
        hint: "Where the invoice says nothing else.",
      },
      {
        key: "money.quote_days",
        label: "Days for which a quote is good",
        hint: "Where the quote says nothing else.",
      },
    ],
  },
  {
    title: "What customers are told",
    fields: [
      {
        key: "money.invoice_text",
        label: "With an invoice",
        hint: "{{business}}, {{number}}, {{amount}}, {{due}} and {{link}} are filled in.",
      },
      {
        key: "money.quote_text",
        label: "With a quote",
        hint: "{{amount}}, {{until}} and {{link}} are filled in.",
      },
      {
        key: "money.receipt_text",
        label: "When a payment has come",
        hint: "Nothing is sent where it is empty.",
      },
      {
        key: "money.reminder_text",
        label: "When it is overdue",
        hint: "With the same blanks as an invoice.",
      },
      {
        key: "money.reminders",
        label: "Reminders",
        hint: "draft: you send each yourself. send: the desk does, within quiet hours and the law. off: none.",
      },
      {
        key: "money.reminder_days",
        label: "Days after the due day",
        hint: "On which a reminder is due, one on each line.",
      },
    ],
  },
  {
    title: "Notes of calls",
    fields: [
      {
        key: "models.leads",
        label: "The model that reads them",
        hint: "As your models’ service calls it. Without one the desk’s own rules read them.",
      },
    ],
  },
  {
    title: "Bookkeeping",
    isRare: true,
    fields: [
      {
        key: "money.accounts",
        label: "Accounts",
        hint: 'For the books that are exported, as {"sales": "4000", "online": "1010", "cash": "1000"}.',
      },
    ],
  },
];
