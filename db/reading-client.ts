import type { Client, InArgs, InStatement, ResultSet } from "@libsql/core/api";

/** @libsql/client's interface for connections that only read: everything else of it is refused. */
export abstract class ReadingClient implements Client {
  abstract closed: boolean;
  abstract readonly protocol: string;
  abstract execute(query: InStatement, args?: InArgs): Promise<ResultSet>;
  abstract close(): void;

  async batch(): Promise<never> {
    throw onlyReads();
  }

  async migrate(): Promise<never> {
    throw onlyReads();
  }

  async transaction(): Promise<never> {
    throw onlyReads();
  }

  async executeMultiple(): Promise<never> {
    throw onlyReads();
  }

  async sync(): Promise<undefined> {
    return undefined;
  }

  reconnect(): void {
    throw onlyReads();
  }
}

export function onlyReads(): TypeError {
  return new TypeError("This connection only reads: the database's `write` writes, and a start migrates.");
}
