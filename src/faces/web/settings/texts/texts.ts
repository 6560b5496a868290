import type { SettingGroup } from "#faces/web/settings/setting-groups.tsx";

export const textGroups: readonly SettingGroup[] = [
  {
    title: "STOP, START and HELP",
    fields: [
      {
        key: "texts.stop_answer",
        label: "Whoever asks for no more texts is told",
        hint: "Once, unless your phone company answers itself. {{business}} is your name. Left empty, they are told nothing.",
      },
      {
        key: "texts.start_answer",
        label: "Whoever wants texts again is told",
        hint: "Left empty, they are told nothing.",
      },
      {
        key: "texts.help_answer",
        label: "Whoever texts HELP is told",
        hint: "{{number}} is the line they wrote to.",
      },
    ],
  },
  {
    title: "A call that nobody took",
    fields: [
      {
        key: "missed_calls.answer_by_text",
        label: "Answer it by text",
        hint: "Never to somebody who has asked for no more texts.",
      },
      {
        key: "missed_calls.text",
        label: "In opening hours they are sent",
        hint: "{{business}} is your name.",
      },
      {
        key: "missed_calls.text_closed",
        label: "Outside them",
        hint: "When you are closed, or on a holiday.",
      },
      {
        key: "missed_calls.pause_hours",
        label: "Hours in which one caller is sent this only once",
        hint: "However often they call.",
      },
    ],
  },
  {
    title: "Emergencies and common questions",
    fields: [
      {
        key: "emergencies.tell_owner",
        label: "Text your own numbers when something sounds like an emergency",
        hint: "A guess from the words: it overlooks some, and is wrong at times.",
      },
      {
        key: "answers.per_day",
        label: "Common questions answered by itself, for one person in a day",
        hint: "Your answers stand under Where texts go.",
      },
    ],
  },
  {
    title: "A model of yours",
    isRare: true,
    fields: [
      {
        key: "models.transcribe",
        label: "Writes down voicemail and recordings",
        hint: "Its name, such as whisper-1. Recordings are sent to it; its key is set where the desk is started. Left empty, nothing is sent.",
      },
      { key: "models.sort", label: "Says what texts are about", hint: "Texts are sent to it." },
      {
        key: "models.sentiment",
        label: "Guesses how content callers were",
        hint: "Transcripts are sent to it.",
      },
    ],
  },
  {
    title: "A customer who calls a Twilio line",
    fields: [
      {
        key: "calls.ring_numbers",
        label: "Phones that ring",
        hint: "In opening hours. Whoever picks up presses 1 to take the call. Left empty, your own numbers ring.",
      },
      { key: "calls.ring_seconds", label: "Seconds they ring", hint: "Then the caller may leave a message." },
      { key: "calls.greeting", label: "Where nobody takes it, the caller hears", hint: "Then a tone." },
      { key: "calls.greeting_closed", label: "When you are closed", hint: "Then a tone." },
    ],
  },
  {
    title: "Recorded and artificial voices",
    fields: [
      {
        key: "calls.record",
        label: "Record calls that are put through",
        hint: "About a dozen states ask that everybody on a call knows of it.",
      },
      { key: "calls.recorded_notice", label: "Before a call is recorded, it says", hint: "Keep this." },
      {
        key: "calls.artificial_notice",
        label: "An artificial voice says first",
        hint: "The law asks that it says what it is and for whom it calls.",
      },
    ],
  },
  {
    title: "More about lines at Twilio",
    isRare: true,
    fields: [
      {
        key: "texts.segments_per_second",
        label: "Parts of texts that a line sends in a second",
        hint: "One, unless Twilio lets your campaign send faster.",
      },
      {
        key: "calls.whisper",
        label: "What whoever picks up hears first",
        hint: "{{caller}} is who calls. It has to ask for the 1.",
      },
    ],
  },
];
