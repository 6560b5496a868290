/** @jsxImportSource hono/jsx */

import { atMost } from "#faces/web/parts/count.ts";
import { Icon, type IconName } from "#faces/web/parts/icon.tsx";
import type { Reader } from "./reader.ts";

interface Place {
  href: string;
  icon: IconName;
  text: string;
  /** What a phone has room for below the icon. */
  short?: string;
  count?: number;
  /** Set for the number that changes while the page is open. */
  isLive?: boolean;
}

/**
 * Where everything is: a rail where there is room, a bar of five on a phone, whose last opens the rest. One list for
 * both, so that nobody meets a place twice.
 */
export function Rail({ reader }: { reader: Reader }) {
  const { waiting, unanswered, isOwner } = reader;
  const first: Place[] = [
    { href: "/", icon: "home", text: "Home" },
    ...(waiting === undefined
      ? []
      : [
          {
            href: "/authorizations",
            icon: "waiting",
            text: "Waiting for you",
            short: "Waiting",
            count: waiting,
            isLive: true,
          } as const,
        ]),
    { href: "/inbox", icon: "inbox", text: "Inbox", count: unanswered },
    { href: "/tickets", icon: "tickets", text: "Tickets" },
  ];
  const rest: Place[] = [
    { href: "/calendar", icon: "calendar", text: "Calendar" },
    { href: "/contacts", icon: "contacts", text: "Contacts" },
    { href: "/leads", icon: "leads", text: "Leads" },
    { href: "/quotes", icon: "quotes", text: "Quotes" },
    { href: "/invoices", icon: "invoices", text: "Invoices" },
    { href: "/assistant", icon: "assistant", text: "Other models" },
    ...(isOwner ? [{ href: "/audit", icon: "audit", text: "Audit" } as const] : []),
    { href: "/settings", icon: "settings", text: "Settings" },
    { href: "/docs", icon: "guides", text: "Guides" },
  ];
  const isBehind = !first.some(({ href }) => isAt(href, reader.at));
  return (
    <nav class="rail" aria-label="Your desk">
      {first.map((place) => (
        <PlaceLink place={place} reader={reader} />
      ))}
      <button type="button" popovertarget="rest" class={isBehind ? "is-here" : undefined}>
        <Icon name="more" />
        More
      </button>
      <div class="rest" id="rest" popover="auto">
        {rest.map((place) => (
          <PlaceLink place={place} reader={reader} />
        ))}
        <div class="account">
          <PlaceLink
            place={{ href: "/settings/account", icon: "account", text: reader.name }}
            reader={reader}
          />
          <ThemeToggle />
          <form method="post" action="/logout">
            <input type="hidden" name="form" value={reader.token} />
            <button type="submit">
              <Icon name="signOut" />
              Sign out
            </button>
          </form>
        </div>
      </div>
    </nav>
  );
}

function PlaceLink({ place, reader }: { place: Place; reader: Reader }) {
  const { href, icon, text, short, count, isLive } = place;
  return (
    <a href={href} aria-current={isAt(href, reader.at) ? "page" : undefined}>
      <Icon name={icon} />
      {short ? (
        <>
          <span class="long">{text}</span>
          <span class="brief" aria-hidden="true">
            {short}
          </span>
        </>
      ) : (
        text
      )}
      {count === undefined ? null : (
        <span class="count" data-waiting={isLive ? "" : undefined} hidden={count === 0}>
          {isLive ? count : atMost(count)}
        </span>
      )}
    </a>
  );
}

/** The account is beneath the settings and a place of its own. */
function isAt(href: string, at: string): boolean {
  if (href === "/settings" && at.startsWith("/settings/account")) return false;
  return at === href || (href !== "/" && at.startsWith(`${href}/`));
}

/** Light or dark: it needs the script, which shows it; its room is kept either way. */
export function ThemeToggle() {
  return (
    <button type="button" class="plain" data-theme-toggle hidden>
      <Icon name="theme" />
      <span>Dark</span>
    </button>
  );
}
