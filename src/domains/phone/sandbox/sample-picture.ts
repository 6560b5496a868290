import { Buffer } from "node:buffer";

/** The address under which the sandbox has its one picture. */
export const samplePictureUrl = "sandbox:dripping-tap.png";

/** A tap that drips, as a customer would take a picture of it: 240 by 180 points, PNG. */
export function samplePicture(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64, "base64"));
}

const base64 =
  "iVBORw0KGgoAAAANSUhEUgAAAPAAAAC0AgMAAADX8kl7AAAADFBMVEXs592Kk5xIkcd4YlAkPt+OAAAAd0lEQVR42u3XMQqAMBAAwTQ2vi6N" +
  "/7POJzWVIqgRY0Bltp9Ud3AJQZJ+VzdsijD8LF5fiDUzCsMH87hXhGOmOAfDMPxOfBYMw/CXcQh9yo03fxswXCgtwXALbCXh1lhqm5WE3WHw" +
  "13A6DYbv4j5dDobLeKoIhovNufQMIO2IBZsAAAAASUVORK5CYII=";
