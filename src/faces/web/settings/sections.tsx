import type { IconName } from "#faces/web/parts/icon.tsx";
import type { Reader } from "#faces/web/shell/layout.tsx";

export interface Section {
  name: string;
  href: string;
  text: string;
  icon: IconName;
  /** What is set there. */
  about: string;
  /** True for what is everybody's; the rest is the owner's. */
  isEverybodys?: true;
}

/** Everything that can be set, in the order in which somebody comes to it. */
export const sections: readonly Section[] = [
  {
    name: "business",
    href: "/settings/business",
    text: "Business",
    icon: "business",
    about: "Name, time zone, opening hours",
  },
  {
    name: "phone",
    href: "/settings/phone",
    text: "Phone",
    icon: "phone",
    about: "Your numbers, Quo and Twilio",
  },
  {
    name: "texts",
    href: "/settings/texts",
    text: "Texts and calls",
    icon: "text",
    about: "What is answered by itself, and in which words",
  },
  {
    name: "office",
    href: "/settings/office",
    text: "Appointments",
    icon: "calendar",
    about: "Your team, services, what customers are told",
  },
  {
    name: "money",
    href: "/settings/money",
    text: "Money",
    icon: "invoices",
    about: "Taxes, invoices, reminders, paying online",
  },
  {
    name: "models",
    href: "/settings/models",
    text: "Models",
    icon: "assistant",
    about: "Keys, budgets, names and prices of other models",
  },
  {
    name: "email",
    href: "/settings/email",
    text: "Email",
    icon: "mail",
    about: "Your mail server, and what went out",
  },
  {
    name: "routing",
    href: "/settings/routing",
    text: "Where texts go",
    icon: "inbox",
    about: "Who looks after what, and common answers",
  },
  {
    name: "consents",
    href: "/settings/consents",
    text: "Consents",
    icon: "done",
    about: "Who wants no texts, who agreed to what",
  },
  {
    name: "notices",
    href: "/settings/notices",
    text: "Notices",
    icon: "bell",
    about: "Who is texted when something waits",
  },
  {
    name: "apps",
    href: "/settings/apps",
    text: "Connected apps",
    icon: "apps",
    about: "Assistants, and what each may do",
    isEverybodys: true,
  },
  {
    name: "people",
    href: "/settings/people",
    text: "People",
    icon: "people",
    about: "Who may sign in, and as what",
  },
  {
    name: "limits",
    href: "/settings/limits",
    text: "Limits",
    icon: "limits",
    about: "What you are asked, quiet hours",
  },
  {
    name: "voice",
    href: "/settings/voice",
    text: "Voice agents",
    icon: "voice",
    about: "Agents that answer your calls",
  },
  {
    name: "subscribers",
    href: "/settings/subscribers",
    text: "Other programs",
    icon: "subscribers",
    about: "What is told of your tickets",
  },
  {
    name: "backups",
    href: "/settings/backups",
    text: "Backups",
    icon: "backups",
    about: "Copies, and how to bring one back",
  },
  {
    name: "data",
    href: "/settings/data",
    text: "Data",
    icon: "data",
    about: "How long things are kept",
  },
];

/** What somebody may set. */
export function sectionsOf({ isOwner }: Pick<Reader, "isOwner">): readonly Section[] {
  return sections.filter(({ isEverybodys }) => isOwner || isEverybodys);
}
