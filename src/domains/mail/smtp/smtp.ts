import { PassThrough } from "node:stream";
import { MailFailure, type MailProvider, type MailReason } from "#domains/mail/provider.ts";

/** Milliseconds for connecting and for each answer. */
const patience = 20_000;

/** Any mail server, by its address: `smtps://user:password@host:465`. The library is loaded when it is first needed. */
export function createSmtp(url: string): MailProvider {
  return {
    name: "smtp",
    async send({ ref, from, to, subject, text, attachments, unsubscribe }) {
      const { createTransport } = await import("nodemailer");
      const transport = createTransport({ url, ...limits });
      let isHandedOver = false;
      transport.use("stream", (mail, done) => {
        mail.message.transform(() => {
          isHandedOver = true;
          return new PassThrough();
        });
        done();
      });
      try {
        await transport.sendMail({
          ...{ from, to, subject, text },
          messageId: `<${ref}@${from.address.split("@")[1] ?? "localhost"}>`,
          attachments: attachments.map(({ filename, type, content }) => ({
            ...{ filename, contentType: type, content: asBuffer(content) },
          })),
          ...(unsubscribe === null
            ? {}
            : { list: { unsubscribe: { url: unsubscribe, comment: "No more email" } } }),
          // Nothing is fetched or read from a disk for an email.
          ...{ disableFileAccess: true, disableUrlAccess: true },
        });
      } catch (failure) {
        throw new MailFailure(reasonOf(failure, isHandedOver));
      } finally {
        transport.close();
      }
    },
  };
}

const limits = {
  connectionTimeout: patience,
  greetingTimeout: patience,
  socketTimeout: patience,
  logger: false,
} as const;

function asBuffer(content: Uint8Array) {
  return content as Parameters<typeof Array.from>[0] as never;
}

/** The server's own words stay outside. Before an email is handed over nothing can have gone out; after it, only an answer says so. */
function reasonOf(failure: unknown, isHandedOver: boolean): MailReason {
  const { code, responseCode } = failure as { code?: string; responseCode?: number };
  if (code === "EAUTH") return "login";
  if ((code === "EENVELOPE" || code === "EMESSAGE") && (responseCode !== undefined || !isHandedOver))
    return "refused";
  return isHandedOver ? "uncertain" : "unreachable";
}
