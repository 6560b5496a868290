import type { SettingGroup } from "#faces/web/settings/setting-groups.tsx";

export const modelGroups: readonly SettingGroup[] = [
  {
    title: "Whom to ask",
    fields: [
      { key: "models.chat", label: "The usual model", hint: "Asked where nobody names one." },
      {
        key: "models.base_url",
        label: "Where it is asked",
        hint: "Any server that speaks OpenAI’s protocol, such as http://localhost:11434/v1. Empty for OpenAI.",
      },
      { key: "models.max_tokens", label: "Tokens of an answer", hint: "Where nobody says how many." },
      { key: "models.call_seconds", label: "Seconds for one question", hint: "Then it is ended." },
      {
        key: "models.tokens_per_minute",
        label: "Tokens a minute for each person",
        hint: "A model and its tokens on each line: gpt-4 10000.",
      },
    ],
  },
  {
    title: "What goes along",
    fields: [
      {
        key: "models.context",
        label: "Conversations may go along",
        hint: "Where a question is about a contact or a ticket, what was said with them is sent to the model.",
      },
      {
        key: "models.context_tokens",
        label: "How much of it",
        hint: "In tokens, of conversations and documents together.",
      },
      {
        key: "models.window",
        label: "What a model takes at once",
        hint: "In tokens, where the desk does not know the model.",
      },
    ],
  },
];
