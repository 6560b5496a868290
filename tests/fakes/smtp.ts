import { createServer, type Socket } from "node:net";

export interface SentMail {
  from: string;
  to: string[];
  /** The whole message as it came: headers, a blank line, the body. */
  raw: string;
}

/** As much of an SMTP server as a mail program needs (RFC 5321), without encryption. */
export async function startFakeSmtp() {
  const mails: SentMail[] = [];
  /** What it does with the next messages instead of taking them. */
  const faults: ("refuse" | "hang_up_after_data")[] = [];
  const sockets = new Set<Socket>();

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    let buffer = "";
    let isData = false;
    let mail: SentMail = { from: "", to: [], raw: "" };
    const say = (line: string) => socket.write(`${line}\r\n`);
    say("220 fake ESMTP");
    socket.on("data", (bytes) => {
      buffer += bytes.toString("latin1");
      for (;;) {
        const end = isData ? buffer.indexOf("\r\n.\r\n") : buffer.indexOf("\r\n");
        if (end < 0) return;
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + (isData ? 5 : 2));
        if (isData) taken(line);
        else commanded(line);
      }
    });

    function taken(raw: string): void {
      isData = false;
      const fault = faults.shift();
      if (fault === "hang_up_after_data") return void socket.destroy();
      mails.push({ ...mail, raw: Buffer.from(raw, "latin1").toString("utf8") });
      mail = { from: "", to: [], raw: "" };
      say("250 OK");
    }

    function commanded(line: string): void {
      const word = line.slice(0, 4).toUpperCase();
      if (word === "EHLO" || word === "HELO") say("250 fake");
      else if (word === "MAIL") {
        mail.from = /<(.*?)>/.exec(line)?.[1] ?? "";
        say("250 OK");
      } else if (word === "RCPT") {
        if (faults[0] === "refuse") {
          faults.shift();
          return void say("550 no such user here, secret words of theirs");
        }
        mail.to.push(/<(.*?)>/.exec(line)?.[1] ?? "");
        say("250 OK");
      } else if (word === "DATA") {
        isData = true;
        say("354 go on");
      } else if (word === "QUIT") {
        say("221 bye");
        socket.end();
      } else say("250 OK");
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    faults,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
