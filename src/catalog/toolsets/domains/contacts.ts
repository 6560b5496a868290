import type { ToolEntry } from "../tool-entry.ts";

export const contactTools: readonly ToolEntry[] = [
  { name: "find_contact_by_phone", operation: "contact.find_by_phone" },
  { name: "create_contact", operation: "contact.create" },
];

/** Contacts that go, or become one: what a person is asked about. */
export const contactRemovalTools: readonly ToolEntry[] = [
  { name: "contact_delete", operation: "contact.delete" },
  { name: "contact_merge", operation: "contact.merge" },
];
