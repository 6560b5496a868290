import { DeskError } from "#src/errors.ts";
import { textOf } from "../body.ts";

/** The JSON of a request's body; an empty object where there is none. @throws DeskError UNSUPPORTED_MEDIA_TYPE, VALIDATION_ERROR */
export function readJson(request: Request): unknown {
  const text = textOf(request);
  if (text === "") return {};
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\b/i.test(type)) {
    throw new DeskError("UNSUPPORTED_MEDIA_TYPE", "The body must be JSON.", {
      next: "Send Content-Type: application/json.",
    });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DeskError(
      "VALIDATION_ERROR",
      "The body is not JSON that can be read.",
      { next: "Send one JSON object." },
      cause,
    );
  }
}
