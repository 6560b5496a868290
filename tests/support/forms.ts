/** Somebody at a browser who fills in forms: no scripts, cookies kept. */
export interface FormFiller {
  /** What a page says. */
  read(path: string): Promise<{ status: number; html: string }>;
  /** Opens a page with a form and sends it filled in. */
  fill(path: string, fields: Record<string, string>): Promise<Response>;
}

export function openForms(origin: string, host: string): FormFiller {
  const cookies = new Map<string, string>();
  const headers = () => ({
    host,
    origin: `http://${host}`,
    cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
  });
  const keep = (answer: Response) => {
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    return answer;
  };
  const get = async (path: string) =>
    keep(await fetch(origin + path, { headers: headers(), redirect: "manual" }));
  return {
    async read(path) {
      const answer = await get(path);
      return { status: answer.status, html: await answer.text() };
    },
    async fill(path, fields) {
      const form = /name="form" value="([^"]+)"/.exec(await (await get(path)).text())?.[1] ?? "";
      const body = new URLSearchParams({ form, ...fields });
      return keep(
        await fetch(origin + path, { method: "POST", body, headers: headers(), redirect: "manual" }),
      );
    },
  };
}
