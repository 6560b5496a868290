import type { Page } from "playwright-core";
import { type ServerOptions, type ServerProcess, startServer } from "./process.ts";

/** A desk that has just been started, as whoever started it knows it. */
export interface DeskAtTheDoor {
  server: ServerProcess;
  /** The origin of its pages, as BASE_URL has it. */
  origin: string;
  /** The link with which the first owner sets it up. */
  setUpLink: string;
}

/** What the desk answers a program that lists its lines with a token. */
export async function statusWith({ server }: DeskAtTheDoor, token: string): Promise<number> {
  const answer = await fetch(`${server.url}/api/v1/tools/list_lines`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: "{}",
  });
  return answer.status;
}

export const ada = { email: "ada@example.com", name: "Ada", password: "correct horse battery" };

export async function startDesk(options: ServerOptions = {}): Promise<DeskAtTheDoor> {
  const server = await startServer({ ...options, env: { LOG_LEVEL: "error", ...options.env } });
  const setUpLink = /https?:\S+\/setup\/\S+/.exec(server.said())?.[0];
  if (!setUpLink) {
    await server.stop();
    throw new Error(`No link was printed:\n${server.said()}`);
  }
  return { server, origin: new URL(setUpLink).origin, setUpLink };
}

/** Fills in what a link leads to, for the first owner or for somebody who is invited. */
export async function enter(page: Page, link: string, { email, name, password } = ada): Promise<void> {
  await page.goto(link);
  if (await page.getByLabel("Email address").isEditable()) await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Password").fill(password);
  const business = page.getByLabel("Business name");
  if ((await business.count()) > 0) await business.fill("Harbour Yoga");
  await page.getByRole("main").getByRole("button").click();
  await page.getByRole("heading", { name: "Home", exact: true }).waitFor();
}

/** Fills in the sign-in that the page shows, or the one at `/login`. */
export async function signIn(page: Page, { email, password } = ada): Promise<void> {
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

export async function signOut(page: Page): Promise<void> {
  // On a phone it stands behind the last of the five.
  const more = page.getByRole("button", { name: "More", exact: true });
  if (await more.isVisible()) await more.click();
  await page.getByRole("button", { name: "Sign out", exact: true }).first().click();
  await page.waitForURL("**/login");
}
