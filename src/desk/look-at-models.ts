import { ModelError } from "#domains/assistant/provider.ts";
import type { Desk } from "./desk.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

const page = "/settings/models";

/** Whether other models can be asked. The first page, which is quick, asks nobody. */
export async function lookAtModels({ models, settings }: Desk, isQuick: boolean): Promise<Finding[]> {
  const provider = models.providers.own();
  if (provider.isSandbox)
    return [
      ok("models", "no key: the sandbox answers, for play money; a key is left under Settings, Models"),
    ];
  if (provider.usualModel === "" && settings().get("models.chat") === "")
    return [
      warn("models", `nobody has said which model of ${provider.name} is asked (models.chat).`, {
        plain: "No usual model is set: who asks has to name one.",
        page,
      }),
    ];
  if (isQuick) return [ok("models", `${provider.name} answers`)];
  try {
    if (await provider.check()) return [ok("models", `${provider.name} answers, and takes the key`)];
    return [fail("models", `${provider.name} does not accept the key.`, { page })];
  } catch (failure) {
    if (!(failure instanceof ModelError)) throw failure;
    return [warn("models", `${provider.name} could not be reached.`, { page })];
  }
}
