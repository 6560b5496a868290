import { openAsBlob, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { S3mini } from "s3mini";
import { type BackupPlace, PlaceFailure } from "./place.ts";

/** A bucket of any store that speaks S3, and how it is entered. */
export interface BucketAccess {
  /** `https://host/bucket`, or `https://bucket.host`. */
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** What every name begins with; empty, or ending with a slash. */
  prefix: string;
}

/** Milliseconds that one request may take. */
const patience = 120_000;

/** Copies as objects of a bucket. */
export function bucketPlace({ prefix, ...access }: BucketAccess): BackupPlace {
  const bucket = new S3mini({ ...access, requestAbortTimeout: patience });
  return {
    says: `${access.endpoint}${prefix === "" ? "" : `/${prefix.replace(/\/$/, "")}`}`,
    async put(name, from) {
      await inWords(async () => {
        await bucket.putAnyObject(prefix + name, await openAsBlob(from), "application/octet-stream");
        const kept = await bucket.getContentLength(prefix + name);
        if (kept !== statSync(from).size)
          throw new PlaceFailure("The upload was cut off; it is tried again.");
      });
    },
    async list() {
      const objects = await inWords(() => bucket.listObjects("/", prefix));
      return (objects ?? []).map(({ Key, Size }) => ({
        name: String(Key).slice(prefix.length),
        bytes: Number(Size),
      }));
    },
    async bring(name, to) {
      await inWords(async () => {
        const answer = await bucket.getObjectResponse(prefix + name);
        if (!answer?.body) throw new PlaceFailure("The copy is not there any more.");
        const file = await open(to, "w", 0o600);
        try {
          for await (const part of answer.body) await file.write(part as Uint8Array);
        } finally {
          await file.close();
        }
      });
    },
    async remove(name) {
      await inWords(() => bucket.deleteObject(prefix + name));
    },
  };
}

/** The store's own words stay in the log. @throws PlaceFailure */
async function inWords<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (failure) {
    if (failure instanceof PlaceFailure) throw failure;
    const status = failure instanceof Error && "status" in failure ? Number(failure.status) : 0;
    throw new PlaceFailure(
      status === 401 || status === 403
        ? "The store does not let this desk in: look at BACKUP_ACCESS_KEY_ID and BACKUP_SECRET_ACCESS_KEY."
        : status === 404
          ? "The store has no such bucket, or the copy is not there any more."
          : "The store for copies does not answer as it should.",
      { cause: failure },
    );
  }
}
