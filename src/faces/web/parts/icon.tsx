/** @jsxImportSource hono/jsx */
import limitsSvg from "heroicons/24/outline/adjustments-horizontal.svg" with { type: "text" };
import backupsSvg from "heroicons/24/outline/archive-box.svg" with { type: "text" };
import signOutSvg from "heroicons/24/outline/arrow-right-start-on-rectangle.svg" with { type: "text" };
import invoicesSvg from "heroicons/24/outline/banknotes.svg" with { type: "text" };
import bellSvg from "heroicons/24/outline/bell.svg" with { type: "text" };
import guidesSvg from "heroicons/24/outline/book-open.svg" with { type: "text" };
import businessSvg from "heroicons/24/outline/building-storefront.svg" with { type: "text" };
import calendarSvg from "heroicons/24/outline/calendar-days.svg" with { type: "text" };
import textSvg from "heroicons/24/outline/chat-bubble-left-right.svg" with { type: "text" };
import doneSvg from "heroicons/24/outline/check-circle.svg" with { type: "text" };
import forwardSvg from "heroicons/24/outline/chevron-right.svg" with { type: "text" };
import dataSvg from "heroicons/24/outline/circle-stack.svg" with { type: "text" };
import auditSvg from "heroicons/24/outline/clipboard-document-list.svg" with { type: "text" };
import clockSvg from "heroicons/24/outline/clock.svg" with { type: "text" };
import settingsSvg from "heroicons/24/outline/cog-6-tooth.svg" with { type: "text" };
import phoneSvg from "heroicons/24/outline/device-phone-mobile.svg" with { type: "text" };
import quotesSvg from "heroicons/24/outline/document-check.svg" with { type: "text" };
import noteSvg from "heroicons/24/outline/document-text.svg" with { type: "text" };
import moreSvg from "heroicons/24/outline/ellipsis-horizontal.svg" with { type: "text" };
import mailSvg from "heroicons/24/outline/envelope.svg" with { type: "text" };
import warningSvg from "heroicons/24/outline/exclamation-triangle.svg" with { type: "text" };
import waitingSvg from "heroicons/24/outline/hand-raised.svg" with { type: "text" };
import homeSvg from "heroicons/24/outline/home.svg" with { type: "text" };
import inboxSvg from "heroicons/24/outline/inbox.svg" with { type: "text" };
import infoSvg from "heroicons/24/outline/information-circle.svg" with { type: "text" };
import searchSvg from "heroicons/24/outline/magnifying-glass.svg" with { type: "text" };
import voiceSvg from "heroicons/24/outline/microphone.svg" with { type: "text" };
import plainSvg from "heroicons/24/outline/minus-circle.svg" with { type: "text" };
import themeSvg from "heroicons/24/outline/moon.svg" with { type: "text" };
import stoppedSvg from "heroicons/24/outline/pause-circle.svg" with { type: "text" };
import callSvg from "heroicons/24/outline/phone.svg" with { type: "text" };
import missedSvg from "heroicons/24/outline/phone-x-mark.svg" with { type: "text" };
import appsSvg from "heroicons/24/outline/puzzle-piece.svg" with { type: "text" };
import subscribersSvg from "heroicons/24/outline/rss.svg" with { type: "text" };
import rulesSvg from "heroicons/24/outline/shield-check.svg" with { type: "text" };
import assistantSvg from "heroicons/24/outline/sparkles.svg" with { type: "text" };
import ticketsSvg from "heroicons/24/outline/ticket.svg" with { type: "text" };
import accountSvg from "heroicons/24/outline/user-circle.svg" with { type: "text" };
import peopleSvg from "heroicons/24/outline/user-group.svg" with { type: "text" };
import leadsSvg from "heroicons/24/outline/user-plus.svg" with { type: "text" };
import contactsSvg from "heroicons/24/outline/users.svg" with { type: "text" };
import servicesSvg from "heroicons/24/outline/wrench-screwdriver.svg" with { type: "text" };
import failedSvg from "heroicons/24/outline/x-circle.svg" with { type: "text" };
import { raw } from "hono/html";

/** The icons there are, by what they stand for; of the set only these are in the program. */
const icons = {
  account: insideOf(accountSvg),
  apps: insideOf(appsSvg),
  assistant: insideOf(assistantSvg),
  audit: insideOf(auditSvg),
  backups: insideOf(backupsSvg),
  bell: insideOf(bellSvg),
  business: insideOf(businessSvg),
  calendar: insideOf(calendarSvg),
  call: insideOf(callSvg),
  clock: insideOf(clockSvg),
  contacts: insideOf(contactsSvg),
  data: insideOf(dataSvg),
  done: insideOf(doneSvg),
  failed: insideOf(failedSvg),
  forward: insideOf(forwardSvg),
  guides: insideOf(guidesSvg),
  home: insideOf(homeSvg),
  inbox: insideOf(inboxSvg),
  info: insideOf(infoSvg),
  invoices: insideOf(invoicesSvg),
  leads: insideOf(leadsSvg),
  limits: insideOf(limitsSvg),
  mail: insideOf(mailSvg),
  quotes: insideOf(quotesSvg),
  missed: insideOf(missedSvg),
  more: insideOf(moreSvg),
  note: insideOf(noteSvg),
  people: insideOf(peopleSvg),
  phone: insideOf(phoneSvg),
  plain: insideOf(plainSvg),
  rules: insideOf(rulesSvg),
  search: insideOf(searchSvg),
  services: insideOf(servicesSvg),
  settings: insideOf(settingsSvg),
  signOut: insideOf(signOutSvg),
  stopped: insideOf(stoppedSvg),
  subscribers: insideOf(subscribersSvg),
  text: insideOf(textSvg),
  theme: insideOf(themeSvg),
  tickets: insideOf(ticketsSvg),
  voice: insideOf(voiceSvg),
  waiting: insideOf(waitingSvg),
  warning: insideOf(warningSvg),
};

export type IconName = keyof typeof icons;

export const iconNames = Object.keys(icons) as IconName[];

/** A picture beside the word that says the same: a screen reader passes over it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      {raw(icons[name])}
    </svg>
  );
}

/** What a file of the set draws, without its frame. */
function insideOf(svg: string): string {
  return svg.slice(svg.indexOf(">") + 1, svg.lastIndexOf("</svg>")).trim();
}
