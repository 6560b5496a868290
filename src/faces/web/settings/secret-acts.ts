import type { SecretState } from "#faces/web/parts/kept-secret.tsx";
import type { Told } from "#faces/web/shell/form-page.ts";
import type { Turn } from "#faces/web/shell/visit.ts";

/** What buttons beside a kept secret do. */
export const secretActs = {
  async set(form: URLSearchParams, { run }: Turn): Promise<Told<never>> {
    const { lastFour } = await run<{ lastFour: string }>("secret.set", {
      name: form.get("name"),
      secret: form.get("secret"),
    });
    return { done: `Kept. It ends in ${lastFour}, and is in force.` };
  },
  async remove(form: URLSearchParams, { run }: Turn): Promise<Told<never>> {
    await run("secret.remove", { name: form.get("name") });
    return { done: "It is gone." };
  },
};

/** Which of the secrets is set, and where. */
export async function secretsFor({ run }: Turn): Promise<(name: string) => SecretState> {
  const { secrets } = await run<{ secrets: SecretState[] }>("secret.list", {});
  return (name) => {
    const found = secrets.find((each) => each.name === name);
    if (!found) throw new TypeError(`there is no secret called ${name}`);
    return found;
  };
}
