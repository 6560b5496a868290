import type { CardLine } from "#operation/card.ts";
import type { OperationContext } from "#operation/operation.ts";

/** Every number that something goes to, with whose it is as far as the desk knows. Asks for `contact.look_up`. */
export async function recipientsCard(
  ctx: OperationContext,
  label: string,
  phones: string[],
): Promise<CardLine> {
  const values: string[] = [];
  let nameless = 0;
  for (const phone of phones) {
    const { contact } = await ctx.use<{ contact: { name: string | null } | null }>("contact.look_up", {
      phone,
    });
    values.push(contact?.name ? `${contact.name}, ${phone}` : phone);
    if (!contact?.name) nameless++;
  }
  if (nameless === 0 || phones.length === 1) return { label, values };
  return {
    label,
    values,
    note: nameless === phones.length ? "no name for any of them" : `no name for ${nameless} of them`,
  };
}
