import type { CardLine } from "#operation/card.ts";
import type { OperationContext } from "#operation/operation.ts";

/** Every number that something goes to, with whose it is as far as the desk knows. Asks for `contact.look_up`. */
export async function recipientsCard(
  ctx: OperationContext,
  label: string,
  phones: string[],
): Promise<CardLine> {
  const values: string[] = [];
  for (const phone of phones) {
    const { contact } = await ctx.use<{ contact: { name: string | null } | null }>("contact.look_up", {
      phone,
    });
    values.push(contact?.name ? `${contact.name}, ${phone}` : phone);
  }
  return { label, values };
}
