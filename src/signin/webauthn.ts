/**
 * The WebAuthn library, loaded when somebody first uses a passkey. Its reader of certificates wants
 * `reflect-metadata` before itself, and the bundler of the binary does not keep that order among static imports.
 */
export async function loadWebAuthn() {
  await import("reflect-metadata");
  return await import("@simplewebauthn/server");
}
