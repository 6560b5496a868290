import { createElement } from "hono/jsx";
import { settingsPage } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorParts, readerOf, type Turn } from "#faces/web/shell/visit.ts";
import { isLoopbackUrl } from "#platform/loopback.ts";
import { People, type PeoplePage } from "./people.tsx";

type Fresh = NonNullable<PeoplePage["fresh"]>;

/** What the page shows once: a link, or a second question. */
type Once = Partial<Pick<PeoplePage, "asks">> & { link?: Fresh };

/** `/settings/people`: who may sign in, and as what. The owner's alone: the gate sees to that. */
export function peopleRoutes(parts: DoorParts) {
  const linkTo = (made: Fresh): Fresh => ({ ...made, link: `${parts.baseUrl}/setup/${made.link}` });
  /** Whether somebody is about to take something from themselves, and has not said so twice. */
  const isOwn = (form: URLSearchParams, { signedIn }: Turn) =>
    form.get("email") === signedIn.person.email && form.get("sure") !== "yes";
  const switched = async (form: URLSearchParams, { run }: Turn, active: boolean) => {
    await run("person.change", { email: form.get("email"), active });
    return { done: active ? "They may come in again." : "They are signed out and may not come in." };
  };

  return settingsPage<Once>(
    {
      acts: {
        async invite(form, { run }) {
          const input = { email: form.get("email"), role: form.get("role") };
          return { fresh: { link: linkTo(await run<Fresh>("person.invite", input)) } };
        },
        async uninvite(form, { run }) {
          await run("person.uninvite", { email: form.get("email") });
          return { done: "The invitation is taken back." };
        },
        async reset(form, { run }) {
          return { fresh: { link: linkTo(await run<Fresh>("person.reset", { email: form.get("email") })) } };
        },
        async role(form, turn) {
          const { run, signedIn } = turn;
          const role = form.get("role") ?? "";
          if (isOwn(form, turn) && role !== signedIn.person.role)
            return { fresh: { asks: { action: "role", role } } };
          await run("person.change", { email: form.get("email"), role });
          return { done: "The role is changed. They sign in anew." };
        },
        on: (form, turn) => switched(form, turn, true),
        off: async (form, turn) =>
          isOwn(form, turn)
            ? { fresh: { asks: { action: "off", role: "" } } }
            : await switched(form, turn, false),
      },
      async show({ c, signedIn, run }, { problem, done, fresh }, status) {
        const { people, invitations } = await run<Pick<PeoplePage, "people" | "invitations">>(
          "person.list",
          {},
        );
        const content = createElement(People, {
          business: parts.business(),
          reader: await readerOf(signedIn, c, parts),
          people,
          me: signedIn.person.email,
          isHere: isLoopbackUrl(parts.baseUrl),
          invitations,
          fresh: fresh?.link,
          asks: fresh?.asks,
          problem,
          done,
        });
        return await page(content, status);
      },
    },
    parts,
  );
}
