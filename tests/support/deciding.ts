import { expect } from "bun:test";
import { becomeOwner, type TestBrowser } from "./browser.ts";
import type { TestDesk } from "./desk.ts";

/** The owner of a desk at a browser, who decides what waits. */
export async function decider(t: TestDesk): Promise<(queueId: string, decision?: string) => Promise<string>> {
  const ada: TestBrowser = await becomeOwner(t);
  const form = await ada.tokenOn("/settings/account");
  return async (queueId, decision = "authorized") => {
    const answer = await ada.post(`/api/authorizations/${queueId}`, {
      headers: {
        ...{ "content-type": "application/json", "x-form-token": form },
        ...{ "sec-fetch-site": "same-origin", origin: t.config.baseUrl },
      },
      body: JSON.stringify({ decision }),
    });
    expect(answer.status).toBe(200);
    return (await answer.json()).data.status;
  };
}
