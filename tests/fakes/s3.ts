/** A store that speaks enough of S3 (REST, path-style) for copies: objects, lists, uploads in parts. */
export interface FakeS3 {
  /** `http://host/bucket`, as BACKUP_URL has it. */
  url: string;
  objects: Map<string, Uint8Array>;
  /** What the next requests meet instead of an answer: the first one's goes first. */
  faults: ("refuse" | "cut off" | "fail")[];
  /** Requests without a signature of AWS's fourth version. */
  unsigned: number;
  stop(): Promise<void>;
}

export function startFakeS3(): FakeS3 {
  const objects = new Map<string, Uint8Array>();
  const uploads = new Map<string, Map<number, Uint8Array>>();
  const fake: Pick<FakeS3, "faults" | "unsigned"> = { faults: [], unsigned: 0 };
  const xml = (body: string, status = 200) =>
    new Response(`<?xml version="1.0" encoding="UTF-8"?>${body}`, {
      status,
      headers: { "content-type": "application/xml" },
    });
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    maxRequestBodySize: 256 * 1024 * 1024,
    async fetch(request) {
      const { pathname, searchParams } = new URL(request.url);
      const key = decodeURIComponent(pathname.replace(/^\/bucket\/?/, ""));
      if (!/^AWS4-HMAC-SHA256 /.test(request.headers.get("authorization") ?? "")) fake.unsigned++;
      const body = new Uint8Array(await request.arrayBuffer());
      const fault = request.method === "PUT" ? fake.faults.shift() : undefined;
      if (fault === "refuse") return xml("<Error><Code>AccessDenied</Code></Error>", 403);
      if (fault === "fail") return xml("<Error><Code>InternalError</Code></Error>", 500);
      const kept = fault === "cut off" ? body.slice(0, body.length / 2) : body;
      const upload = searchParams.get("uploadId");
      if (request.method === "POST" && searchParams.has("uploads")) {
        const id = crypto.randomUUID();
        uploads.set(id, new Map());
        return xml(
          `<InitiateMultipartUploadResult><Bucket>bucket</Bucket><Key>${key}</Key><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
        );
      }
      if (request.method === "PUT" && upload) {
        uploads.get(upload)?.set(Number(searchParams.get("partNumber")), kept);
        return new Response(null, { headers: { etag: `"${Bun.hash(kept)}"` } });
      }
      if (request.method === "POST" && upload) {
        const parts = [...(uploads.get(upload) ?? [])].sort(([one], [other]) => one - other);
        objects.set(key, Buffer.concat(parts.map(([, part]) => part)));
        return xml(
          `<CompleteMultipartUploadResult><Location>x</Location><Bucket>bucket</Bucket><Key>${key}</Key><ETag>"e"</ETag></CompleteMultipartUploadResult>`,
        );
      }
      if (request.method === "PUT") {
        objects.set(key, kept);
        return new Response(null, { headers: { etag: `"${Bun.hash(kept)}"` } });
      }
      if (request.method === "DELETE") {
        objects.delete(key);
        return new Response(null, { status: 204 });
      }
      if (key === "" || searchParams.has("list-type")) {
        const prefix = searchParams.get("prefix") ?? "";
        const found = [...objects].filter(([name]) => name.startsWith(prefix));
        return xml(
          `<ListBucketResult><Name>bucket</Name><Prefix>${prefix}</Prefix><KeyCount>${found.length}</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>${found
            .map(
              ([name, bytes]) =>
                `<Contents><Key>${name}</Key><LastModified>2026-11-21T15:00:00.000Z</LastModified><ETag>&quot;e&quot;</ETag><Size>${bytes.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
            )
            .join("")}</ListBucketResult>`,
        );
      }
      const object = objects.get(key);
      if (!object) return xml("<Error><Code>NoSuchKey</Code></Error>", 404);
      const headers = { "content-length": String(object.length), etag: '"e"' };
      return new Response(request.method === "HEAD" ? null : object, { headers });
    },
  });
  return Object.assign(fake, {
    url: `http://127.0.0.1:${server.port}/bucket`,
    objects,
    stop: () => server.stop(true),
  });
}
