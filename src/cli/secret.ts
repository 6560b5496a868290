import { type DeskCommand, UsageError } from "./command.ts";

/** `frontdesk secret rotate`: a new root of the signing and sealing keys. */
export const secret: DeskCommand = {
  usage: `frontdesk secret rotate

Makes a new root secret in the data folder and seals again what is sealed. Nobody is signed out and no token
ends. With FRONTDESK_SECRET in the environment, set it to NEW,OLD there and restart instead.`,
  summary: "rotate the secret that signs and seals",
  async run(desk, [action]) {
    if (action !== "rotate") throw new UsageError("secret takes rotate.");
    if (desk.config.secrets.length > 0) {
      return {
        notes: ["The secret is FRONTDESK_SECRET in the environment: set it to NEW,OLD there, and restart."],
        code: 1,
      };
    }
    await desk.rotateSecret();
    return { notes: ["The secret is rotated. Nobody was signed out, and every token is as it was."] };
  },
};
