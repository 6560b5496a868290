import { Buffer } from "node:buffer";
import { withReader } from "#faces/web/shell/form-page.ts";
import type { DoorContext, DoorParts } from "#faces/web/shell/visit.ts";

interface Kept {
  type: string;
  base64: string;
}

/** What came with texts and calls, for who is signed in: shown as what it is, and as nothing that runs. */
export function keptRoutes(parts: DoorParts) {
  const shown = (operation: string) => (c: DoorContext) =>
    withReader(c, parts, async ({ run }) => {
      const { type, base64 } = await run<Kept>(operation, { id: (c.req.param("id") ?? "").slice(0, 60) });
      return new Response(Buffer.from(base64, "base64"), {
        headers: {
          "content-type": type,
          // Nothing in it runs; what a browser makes of a sound to play it may.
          "content-security-policy":
            "sandbox; default-src 'none'; media-src 'self'; style-src 'unsafe-inline'",
          "content-disposition": "inline",
          "cache-control": "private, max-age=3600",
        },
      });
    });
  return { picture: shown("picture.show"), recording: shown("recording.play") };
}
