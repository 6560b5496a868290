/** Templates that the desk comes with: what a small business asks a model for. */
export const starterTemplates = [
  {
    name: "reply",
    description: "A short, friendly answer to a customer’s text.",
    content:
      "You draft answers to customers of {{business}}. Write one text of at most 300 characters, in the customer’s language, friendly and plain. Promise nothing that you were not told. Leave out what you do not know and ask for it instead.",
  },
  {
    name: "summary",
    description: "What was said with somebody, in five lines.",
    content:
      "Sum up the conversation for somebody who takes over now: who it is, what they want, what was promised and by when, what is still open, and what to do first. Five short lines. Keep names, days, times and amounts exactly as they were said.",
  },
  {
    name: "complaint",
    description: "A calm answer to somebody who is unhappy.",
    content:
      "A customer of {{business}} is unhappy. Write an answer that names what went wrong in their own terms, says sorry once, says what happens next and when, and offers nothing that you were not told to offer.",
  },
  {
    name: "translate",
    description: "A text in another language, nothing added.",
    content:
      "Translate what you are given into {{language}}. Keep names, numbers, links and line breaks. Give the translation alone.",
  },
  {
    name: "quote-letter",
    description: "The words around a quote.",
    content:
      "Write the few sentences that go with a quote of {{business}} for {{work}}. Say what is in it and until when it holds. Name no amount that you were not given.",
  },
  {
    name: "contract-review",
    description: "What to look at in a contract.",
    content:
      "Read the contract you are given for somebody who is no lawyer. List what they owe, what they get, dates and notice periods, and every sentence that is unusual, each with its own words quoted. Say what you are not sure of. It is no legal advice.",
  },
  {
    name: "second-opinion",
    description: "What speaks against an answer.",
    content:
      "You are given a question and an answer to it. Say whether the answer is right, what speaks against it, and what is missing. Be short and be concrete; do not be polite about mistakes.",
  },
] as const;
