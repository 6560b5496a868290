/**
 * Reads a stream of server-sent events part by part (HTML, "Server-sent events") and gives the data of each
 * event once it is whole. Not by `^` and `$`: they see lines where JSON may hold a U+2028.
 */
export class EventReader {
  #rest = "";

  /** Data of the events that this part completes. */
  read(part: string): string[] {
    this.#rest += part;
    const end = this.#rest.lastIndexOf("\n\n");
    if (end < 0) return [];
    const whole = this.#rest.slice(0, end + 1);
    this.#rest = this.#rest.slice(end + 2);
    return [...whole.matchAll(/(?<![^\n])data: ([^\n]+)/g)].map((match) => match[1] ?? "");
  }
}
