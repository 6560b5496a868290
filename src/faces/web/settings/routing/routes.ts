import { createElement } from "hono/jsx";
import { settingsPage } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorParts, readerOf, whereItWaits } from "#faces/web/shell/visit.ts";
import { type Answer, Routing, type RoutingPage, type Rule, type Tried } from "./routing.tsx";

/** What a form's field says, where it says anything. */
function said(form: URLSearchParams, ...names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = form.get(name)?.trim();
      return value ? [[name, value]] : [];
    }),
  );
}

function linesOf(text: string | null): string[] {
  return (text ?? "")
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** `/settings/routing`: who looks after what comes in, and what is answered again and again. */
export function routingRoutes(parts: DoorParts) {
  return settingsPage<Tried>(
    {
      acts: {
        async rule(form, { run }) {
          const fields = said(form, "topic", "line", "hours", "assignee", "answerFrom");
          await run("routing.set", { ...fields, words: linesOf(form.get("words")) });
          return { done: "Added. It sorts what comes in from now on." };
        },
        async answer(form, turn) {
          const fields = said(form, "question", "answer", "mode");
          const asked = await turn.ask("answer.set", { ...fields, words: linesOf(form.get("phrases")) });
          if (asked.waits !== undefined) return whereItWaits(asked.waits, turn);
          return { done: "Added. It is offered from the next question on." };
        },
        async remove(form, { run }) {
          await run("routing.remove", { id: form.get("id") });
          return { done: "Removed. What was sorted by it stays." };
        },
        async try(form, { run }) {
          const text = form.get("text") ?? "";
          return { fresh: { text, ...(await run<Omit<Tried, "text">>("routing.try", { text })) } };
        },
      },
      async show({ c, signedIn, run }, { problem, done, fresh }, status) {
        const [listed, { names }, { lines }] = await Promise.all([
          run<{ rules: Rule[]; answers: Answer[] }>("routing.list", {}),
          run<{ names: string[] }>("person.names", {}),
          run<{ lines: RoutingPage["lines"] }>("line.list", {}),
        ]);
        const content = createElement(Routing, {
          ...{ business: parts.business(), reader: await readerOf(signedIn, c, parts) },
          ...{ ...listed, people: names, lines, tried: fresh, problem, done },
        });
        return await page(content, status);
      },
    },
    parts,
  );
}
