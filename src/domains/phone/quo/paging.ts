import type * as z from "zod";
import type { ServiceRequest } from "#platform/http.ts";

/** One request of Quo's API and its answer by schema. @throws ProviderFailure */
export type QuoRead = <Answer>(
  schema: z.ZodType<Answer>,
  wanted: Omit<ServiceRequest, "headers">,
) => Promise<Answer>;

type Page<Row> = { data: Row[]; nextPageToken: string | null };

/** More pages than any list of one business has: an end to what would never end. */
const mostPages = 1000;

/** A list of Quo's, a page at a time. @throws ProviderFailure */
export async function* quoPages<Row>(
  read: QuoRead,
  schema: z.ZodType<Page<Row>>,
  path: string,
  query: Record<string, string | string[]>,
): AsyncGenerator<Row[]> {
  let pageToken: string | null = null;
  for (let page = 0; page < mostPages; page++) {
    const at: Record<string, string> = pageToken === null ? {} : { pageToken };
    const found: Page<Row> = await read(schema, { method: "GET", path, query: { ...query, ...at } });
    yield found.data;
    if (found.nextPageToken === null || found.nextPageToken === pageToken) return;
    pageToken = found.nextPageToken;
  }
}
