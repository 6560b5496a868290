import { groupedSettings } from "#faces/web/settings/grouped-settings.ts";
import type { DoorParts } from "#faces/web/shell/visit.ts";
import { moneyGroups } from "./money.ts";

/** `/settings/money`: the owner's; the gate sees to that. */
export function moneyRoutes(parts: DoorParts) {
  const more = [
    {
      title: "Paying online",
      text: "Customers pay on Stripe's page; until that is set up, on one that only plays it.",
      href: "/settings/payments",
      link: "Set payments up",
    },
    {
      title: "Email",
      text: "Invoices and receipts by email, with the paper.",
      href: "/settings/email",
      link: "Set email up",
    },
  ];
  return groupedSettings({ title: "Money", groups: moneyGroups, more }, parts);
}
