import { askForPerson, type DeskCommand, runOperation, UsageError } from "./command.ts";

/** `frontdesk contact export`: everything about one person, for them to have. */
export const contact: DeskCommand = {
  usage: `frontdesk contact export ID|NUMBER
frontdesk contact erase ID|NUMBER

"export" prints everything that is kept about one person as JSON: who they are, texts and pictures, calls and what was
said on them, tickets, and what they have said about being texted. "erase" asks for a person to be erased for good: it waits under
/authorizations, and is done once somebody allows it there. Copies of the database keep them until they go; a copy
that is restored forgets them again.`,
  summary: "save everything that is kept about one person, or erase them",
  async run(desk, [action, id]) {
    if (action !== "export" && action !== "erase") throw new UsageError("contact takes export or erase.");
    if (!id) throw new UsageError("Whose? Give a contact's id, or a number.");
    if (action === "erase") {
      const asked = await askForPerson(desk, "contact.erase", { id });
      return { notes: [`It waits for a person: ${asked}`] };
    }
    const all = await runOperation(desk, "contact.export", { id });
    return { out: JSON.stringify(all, null, 2) };
  },
};
