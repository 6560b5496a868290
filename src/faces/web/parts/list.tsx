/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import { Icon, type IconName } from "./icon.tsx";

/** Entries one below the other, each of which leads somewhere. */
export function List({ children, label }: { children: Child; label?: string }) {
  return (
    <ul class="list" aria-label={label}>
      {children}
    </ul>
  );
}

/** One entry: who or what it is, a line about it, and at the side when it was and how it stands. */
export function Entry({
  href,
  title,
  text,
  side,
  icon,
  initialsOf,
  isHere = false,
}: {
  href: string;
  title: Child;
  text?: Child;
  side?: Child;
  icon?: IconName;
  /** A name; where there is none, a picture of a person. */
  initialsOf?: string | null;
  isHere?: boolean;
}) {
  return (
    <li>
      <a class="entry" href={href} aria-current={isHere ? "true" : undefined}>
        {initialsOf === undefined ? icon ? <Icon name={icon} /> : null : <Initials name={initialsOf} />}
        <span class="entry-main">
          <strong>{title}</strong>
          {text === undefined ? null : <span class="quiet">{text}</span>}
        </span>
        {side === undefined ? null : <span class="entry-side">{side}</span>}
      </a>
    </li>
  );
}

/** The first letters of a name, for the eye alone: the name stands beside them. */
export function Initials({ name }: { name: string | null }) {
  const letters = (name ?? "")
    .split(/\s+/)
    .map((word) => /\p{L}|\p{N}/u.exec(word)?.[0] ?? "")
    .filter(Boolean);
  const shown = [letters[0], letters.length > 1 ? letters.at(-1) : undefined].filter(Boolean).join("");
  return (
    <span class="initials" aria-hidden="true">
      {shown === "" ? <Icon name="account" /> : shown.toUpperCase()}
    </span>
  );
}
