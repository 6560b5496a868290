import type { JsonResponse, TestDesk } from "./desk.ts";

/** A desk that can be asked, in this process or over the network. */
export interface Reachable {
  config: { baseUrl: string };
  request: TestDesk["request"];
}

/** A browser as far as a server sees one: it keeps cookies, says where a form comes from, and sends forms. */
export interface TestBrowser {
  get(path: string): Promise<JsonResponse>;
  /** Sends the form of the page at `path`, with its hidden token, to `action` or the page's own address. */
  submit(path: string, fields: Record<string, string | string[]>, action?: string): Promise<JsonResponse>;
  /** A POST as it is; nothing is added but the cookies. */
  post(path: string, init?: RequestInit): Promise<JsonResponse>;
  /** The token in the forms of a page. */
  tokenOn(path: string): Promise<string>;
  cookies: Map<string, string>;
}

export function openBrowser(t: Reachable, address = "203.0.113.50"): TestBrowser {
  const cookies = new Map<string, string>();
  const origin = t.config.baseUrl;
  const browser: TestBrowser = {
    cookies,
    get: (path) => send(path, {}),
    post: (path, init = {}) => send(path, { method: "POST", ...init }),
    async tokenOn(path) {
      const page = await (await browser.get(path)).text();
      return /name="form" value="([^"]+)"/.exec(page)?.[1] ?? "";
    },
    async submit(path, fields, action = path) {
      const body = new URLSearchParams({ form: await browser.tokenOn(path) });
      for (const [name, value] of Object.entries(fields))
        for (const each of [value].flat()) body.append(name, each);
      const headers = {
        "content-type": "application/x-www-form-urlencoded",
        origin,
        "sec-fetch-site": "same-origin",
      };
      return await send(action, { method: "POST", body: body.toString(), headers });
    },
  };
  return browser;

  async function send(path: string, init: RequestInit): Promise<JsonResponse> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...(init.headers as Record<string, string>), ...(cookie ? { cookie } : {}) };
    const answer = await t.request(path.replace(origin, ""), { ...init, headers, address });
    for (const set of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = set.split(";")[0]?.split("=") ?? [];
      if (value === "") cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  }
}

export const password = "correct horse battery";

/** The first owner, signed in: by the link that the first start prints. */
export async function becomeOwner(t: TestDesk, email = "ada@example.com"): Promise<TestBrowser> {
  const link = await t.app.setUpLink();
  if (!link) throw new Error("there are people already");
  const browser = openBrowser(t);
  const answer = await browser.submit(link, { email, name: "Ada", password });
  if (answer.status !== 303) throw new Error(`set-up was answered ${answer.status}`);
  return browser;
}

/** Somebody else, signed in. */
export async function joinAs(t: TestDesk, owner: TestBrowser, role: string, email = `${role}@example.com`) {
  const page = await (await owner.submit("/settings/people", { action: "invite", email, role })).text();
  const link = /(http[^<\s]+\/setup\/[\w-]+)/.exec(page)?.[1] ?? "";
  const browser = openBrowser(t, "203.0.113.51");
  const answer = await browser.submit(link, { email, name: role, password });
  if (answer.status !== 303) throw new Error(`joining was answered ${answer.status}`);
  return browser;
}
