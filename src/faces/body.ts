import { DeskError } from "#src/errors.ts";

/** The longest body that is read, in bytes, and how long it may take to arrive, in milliseconds. */
const longest = 1024 * 1024;
const patience = 10_000;

/**
 * The request with its whole body in hand, so that a caller who sends slowly holds nothing but a socket.
 * @throws DeskError PAYLOAD_TOO_LARGE over 1 MiB; VALIDATION_ERROR when it does not arrive whole within ten seconds.
 */
export async function withBody(request: Request): Promise<Request> {
  if (!request.body) return request;
  if (Number(request.headers.get("content-length") ?? 0) > longest) throw tooLarge();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooSlow()), patience);
  });
  const reader = request.body.getReader();
  try {
    const body = await Promise.race([readAll(reader), late]);
    const { method, headers, signal } = request;
    return new Request(request.url, { method, headers, body, signal });
  } catch (failure) {
    void letGo(reader);
    throw failure instanceof DeskError ? failure : cutOff(failure);
  } finally {
    clearTimeout(timer);
  }
}

/** Reads no more; where the caller has gone already there is nobody to tell, and the refusal says it all. */
function letGo(reader: { cancel(): Promise<void> }): Promise<void> {
  return reader.cancel().then(undefined, () => undefined);
}

async function readAll(reader: {
  read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>;
}): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done || !value) return new Blob(parts);
    size += value.byteLength;
    if (size > longest) throw tooLarge();
    parts.push(new Uint8Array(value));
  }
}

function tooLarge(): DeskError {
  return new DeskError("PAYLOAD_TOO_LARGE", "The body is larger than 1 MiB.", {
    next: "Send less in one request.",
  });
}

/** The caller went away, or sent what is no body: nobody's fault here, and no line in the log of errors. */
function cutOff(cause: unknown): DeskError {
  return new DeskError(
    "VALIDATION_ERROR",
    "The body did not arrive whole.",
    { next: "Send it again." },
    cause,
  );
}

function tooSlow(): DeskError {
  return new DeskError("VALIDATION_ERROR", "The body did not arrive within ten seconds.", {
    next: "Send it again.",
  });
}
