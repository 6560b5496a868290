/** @jsxImportSource hono/jsx */
import type { IconName } from "#faces/web/parts/icon.tsx";
import { Places } from "#faces/web/parts/places.tsx";
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
    about: "Name, time zone, country, hours, holidays, places",
  },
  {
    name: "phone",
    href: "/settings/phone",
    text: "Phone",
    icon: "phone",
    about: "The provider’s key, its webhook, your lines",
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
    about: "Assistants and tokens, and what each may do",
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
    about: "What needs a person, how much at once, quiet hours",
  },
  {
    name: "voice",
    href: "/settings/voice",
    text: "Voice agents",
    icon: "voice",
    about: "The secret with which they hand callers over",
  },
  {
    name: "subscribers",
    href: "/settings/subscribers",
    text: "Subscribers",
    icon: "subscribers",
    about: "Programs that are told what happens to tickets",
  },
  {
    name: "data",
    href: "/settings/data",
    text: "Data",
    icon: "data",
    about: "How long things are kept, and copies of them",
  },
];

/** What somebody may set. */
export function sectionsOf({ isOwner }: Pick<Reader, "isOwner">): readonly Section[] {
  return sections.filter(({ isEverybodys }) => isOwner || isEverybodys);
}

export function SettingsPlaces({ reader, at }: { reader: Reader; at: string }) {
  return <Places label="Settings" at={at} places={sectionsOf(reader)} />;
}
