/** @jsxImportSource hono/jsx */
import { Layout, type Reader } from "./layout.tsx";

export interface Message {
  title: string;
  /** What happened, and what was not done. */
  text: string;
  /** What to do now. */
  next?: string | undefined;
  link?: { href: string; text: string } | undefined;
}

/** A page that says one thing. */
export function MessagePage({
  business,
  reader,
  message,
}: {
  business: string;
  reader?: Reader | undefined;
  message: Message;
}) {
  return (
    <Layout title={message.title} business={business} reader={reader}>
      <p>{message.text}</p>
      {message.next ? <p>{message.next}</p> : null}
      {message.link ? (
        <p>
          <a class="go" href={message.link.href}>
            {message.link.text}
          </a>
        </p>
      ) : null}
    </Layout>
  );
}
