import type { SettingGroup } from "#faces/web/settings/setting-groups.tsx";

export const officeGroups: readonly SettingGroup[] = [
  {
    title: "Who does the work",
    fields: [
      {
        key: "business.team",
        label: "Your team",
        hint: "A name on each line; with a number after a comma, the most appointments they have in a day: Maria Lopez, 6. Without anybody you are one person.",
      },
    ],
  },
  {
    title: "Booking",
    fields: [
      {
        key: "office.slot_minutes",
        label: "Minutes between free times",
        hint: "Appointments that are offered begin so many minutes apart, from your opening time on.",
      },
      {
        key: "office.usual_minutes",
        label: "Minutes an appointment takes",
        hint: "Where neither a service nor anybody says otherwise.",
      },
      {
        key: "office.most_per_day",
        label: "Appointments a person has in a day",
        hint: "At most; 0 for as many as there is time for.",
      },
      {
        key: "office.notice_minutes",
        label: "Minutes ahead at least",
        hint: "How long before it begins an appointment has to be booked.",
      },
      {
        key: "office.ahead_days",
        label: "Days ahead at most",
        hint: "How far ahead appointments are booked.",
      },
      {
        key: "office.hold_minutes",
        label: "Minutes a time is held",
        hint: "A time that was offered to somebody is kept free for so long.",
      },
      {
        key: "office.move_hours",
        label: "Hours before which customers change it themselves",
        hint: "With the link in their text they move or cancel until so many hours before; later they call you.",
      },
    ],
  },
  {
    title: "The day in the morning",
    fields: [
      {
        key: "briefing.at",
        label: "When your day is sent to you",
        hint: "A time such as 07:00. Nothing is sent where it is empty.",
      },
      {
        key: "briefing.by",
        label: "How",
        hint: "text: to the phones under Notices. email: to the address under Email. both: to both.",
      },
    ],
  },
  {
    title: "What customers are told",
    fields: [
      {
        key: "office.tells",
        label: "Text customers about their appointments",
        hint: "Within your quiet hours and the law, and never to anybody who has said stop.",
      },
      {
        key: "office.booked_text",
        label: "When it is booked",
        hint: "{{business}}, {{what}}, {{when}}, {{address}} and {{link}} are filled in. Nothing is sent where it is empty.",
      },
      { key: "office.moved_text", label: "When it is moved", hint: "With the same blanks." },
      { key: "office.cancelled_text", label: "When it is cancelled", hint: "With the same blanks." },
      {
        key: "office.reminder_hours",
        label: "Hours before it they are reminded",
        hint: "0 for no reminder. Who booked within that time has just been told.",
      },
      { key: "office.reminder_text", label: "The reminder", hint: "With the same blanks." },
      {
        key: "office.offer_text",
        label: "When something becomes free",
        hint: "For somebody on the waiting list; {{until}} says until when it is kept.",
      },
    ],
  },
  {
    title: "Calendars",
    isRare: true,
    fields: [
      {
        key: "office.calendar_hours",
        label: "Hours after which another calendar is too old",
        hint: "A booking over one that could not be read for longer says so.",
      },
      {
        key: "office.calendar_links",
        label: "Links to your calendars",
        hint: "Raise it by one, and every link that was given out is good for nothing: there are new ones.",
      },
    ],
  },
];
