import type { SettingGroup } from "#faces/web/settings/setting-groups.tsx";

export const limitGroups: readonly SettingGroup[] = [
  {
    title: "When you are asked",
    fields: [
      {
        key: "limits.bulk_without_asking",
        label: "Texts at once",
        hint: "When an assistant wants to text more people than this in one go, it has to ask you first. You can lower this, not raise it above 5.",
      },
      {
        key: "limits.new_numbers_per_day",
        label: "New numbers in a day",
        hint: "People an assistant may text or call in a day who have not been in touch themselves. For each further one it has to ask you.",
      },
      {
        key: "windows.authorization_hours",
        label: "Hours you have to decide",
        hint: "Then the request is over and nothing is sent; the assistant may ask again.",
      },
    ],
  },
  {
    title: "Quiet hours",
    fields: [
      {
        key: "windows.quiet_from",
        label: "From",
        hint: "From then on assistants and people here text and call nobody, except in answer to somebody who has just written.",
      },
      { key: "windows.quiet_until", label: "Until", hint: "Then texts may go out again." },
    ],
  },
  {
    title: "How many texts there may be",
    fields: [
      {
        key: "limits.texts_per_contact_per_day",
        label: "To one contact in a day",
        hint: "Over all of their numbers, by your own days. Nobody can allow more for once.",
      },
      {
        key: "limits.texts_per_day",
        label: "To everybody in a day",
        hint: "Beyond it nothing goes out until tomorrow.",
      },
      {
        key: "windows.recall_seconds",
        label: "Seconds to take texts back",
        hint: "A bulk, texts to more than a few, or one that sells something, wait so long before they go out. 0 sends them at once.",
      },
    ],
  },
  {
    title: "What it may cost",
    fields: [
      {
        key: "budget.per_line",
        label: "US dollars a line may spend in a month",
        hint: "On texts and calls, by estimated prices. Beyond it nothing is sent. With 0 there is no limit.",
      },
    ],
  },
  {
    title: "What callers are told",
    fields: [
      {
        key: "helpdesk.response_time",
        label: "Callers are promised an answer within",
        hint: "Such as 2 hours. Left empty, callers are told no time.",
      },
    ],
  },
  {
    title: "More about asking",
    isRare: true,
    fields: [
      {
        key: "limits.burst_minutes",
        label: "Minutes in which small steps add up",
        hint: "Several small texts to new people within this time count as one large one.",
      },
      {
        key: "permissions.after_untrusted",
        label: "After an assistant has read a customer’s words",
        hint: "Those words may try to lead it somewhere: texts to other people, and links, can be held back then.",
      },
      {
        key: "permissions.untrusted_minutes",
        label: "Minutes for which that holds",
        hint: "After that the words count as forgotten.",
      },
      {
        key: "permissions.recent_minutes",
        label: "Minutes a sign-in is good for deciding",
        hint: "After that a decision asks for your password.",
      },
    ],
  },
  {
    title: "Repeats",
    isRare: true,
    fields: [
      {
        key: "windows.same_text_minutes",
        label: "Minutes in which the same text is not sent twice",
        hint: "To the same number, whoever asks for it.",
      },
      {
        key: "windows.same_case_hours",
        label: "Hours in which a call joins the open ticket",
        hint: "When the same number calls again about the same thing.",
      },
    ],
  },
  {
    title: "How much one app may ask",
    isRare: true,
    fields: [
      { key: "limits.reads_per_minute", label: "Reads in a minute", hint: "Beyond it the app has to wait." },
      {
        key: "limits.writes_per_minute",
        label: "Changes in a minute",
        hint: "Beyond it the app has to wait.",
      },
      {
        key: "limits.handoffs_per_second",
        label: "Handoffs of a voice agent in a second",
        hint: "On average.",
      },
      { key: "limits.handoff_burst", label: "Handoffs at once", hint: "Before the average counts." },
    ],
  },
];
