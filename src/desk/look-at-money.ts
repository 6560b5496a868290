import type { Desk } from "./desk.ts";
import { type Finding, ok, warn } from "./finding.ts";

/** Whether customers can pay, and be written to by email. */
export function lookAtMoney({ config, keys, payments, settings }: Desk): Finding[] {
  const { secretKey, webhookSecrets } = keys.stripe;
  const isDeaf = secretKey !== undefined && webhookSecrets.length === 0;
  const hasNoAddress =
    keys.mail !== undefined && keys.mail !== "sandbox" && settings().get("mail.from") === "";
  return [
    isDeaf
      ? warn(
          "payments",
          `there is no signing secret of Stripe's, so payments are seen minutes later, when the desk asks for them. Make a webhook in Stripe to ${config.baseUrl}/webhooks/stripe and leave its secret under Settings, Payments, or in STRIPE_WEBHOOK_SECRET.`,
          { plain: "Payments are seen some minutes late.", page: "/settings/payments" },
        )
      : ok("payments", payments.inWords),
    ...(hasNoAddress
      ? [
          warn(
            "email",
            "there is a mail server, and no address that emails come from (mail.from): none is sent.",
            {
              plain: "Emails have no address to come from, so none is sent.",
              page: "/settings/email",
            },
          ),
        ]
      : []),
  ];
}
