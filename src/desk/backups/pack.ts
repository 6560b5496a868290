import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, openAsBlob } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { PlaceFailure } from "./place.ts";

/** Shrinks a copy (gzip), and seals it with the first passphrase where there is one (age, scrypt): both open with the usual programs. */
export async function pack(from: string, to: string, passphrases: readonly string[]): Promise<void> {
  const shrunk = createReadStream(from).pipe(createGzip());
  const [passphrase] = passphrases;
  if (passphrase === undefined) return await pipeline(shrunk, createWriteStream(to, { mode: 0o600 }));
  const { Encrypter } = await import("age-encryption");
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  const sealed = await encrypter.encrypt(Readable.toWeb(shrunk) as ReadableStream<Uint8Array>);
  await pipeline(fromWeb(sealed), createWriteStream(to, { mode: 0o600 }));
}

/** @throws PlaceFailure in words, for a wrong passphrase and for a copy that was changed or cut off */
export async function unpack(from: string, to: string, passphrases: readonly string[]): Promise<void> {
  const isSealed = await hasSealIn(from);
  if (isSealed && passphrases.length === 0)
    throw new PlaceFailure("The copy is sealed with a passphrase: set BACKUP_PASSPHRASE to it.");
  const source = isSealed ? await unsealed(from, passphrases) : createReadStream(from);
  try {
    await pipeline(source, createGunzip(), createWriteStream(to, { mode: 0o600 }));
  } catch (failure) {
    const code = failure instanceof Error && "code" in failure ? String(failure.code) : "";
    if (code === "ENOSPC") throw failure;
    throw new PlaceFailure("The copy is damaged: it was changed or cut off after it was made.", {
      cause: failure,
    });
  }
}

async function unsealed(from: string, passphrases: readonly string[]): Promise<Readable> {
  const { Decrypter } = await import("age-encryption");
  const decrypter = new Decrypter();
  for (const passphrase of passphrases) decrypter.addPassphrase(passphrase);
  try {
    return fromWeb(await decrypter.decrypt((await openAsBlob(from)).stream() as ReadableStream<Uint8Array>));
  } catch (failure) {
    const isPassphrase = failure instanceof Error && /no identity matched|incorrect/i.test(failure.message);
    throw new PlaceFailure(
      isPassphrase
        ? "BACKUP_PASSPHRASE is not the passphrase that this copy was sealed with."
        : "The copy is damaged: it was changed or cut off after it was made.",
      { cause: failure },
    );
  }
}

function fromWeb(stream: ReadableStream<Uint8Array>): Readable {
  return Readable.fromWeb(stream as Parameters<typeof Readable.fromWeb>[0]);
}

async function hasSealIn(path: string): Promise<boolean> {
  for await (const part of createReadStream(path, { start: 0, end: 20 }))
    return (part as Buffer).toString("latin1").startsWith("age-encryption.org/v1");
  return false;
}

export async function sha256Of(path: string): Promise<string> {
  const sum = createHash("sha256");
  for await (const part of createReadStream(path)) sum.update(part as Buffer);
  return sum.digest("hex");
}
