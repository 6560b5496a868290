import type { MailProvider } from "#domains/mail/provider.ts";

/** Without a mail server: what would have been sent stands on the page of emails, and reaches nobody. */
export function createMailSandbox(): MailProvider {
  return { name: "sandbox", send: async () => undefined };
}
