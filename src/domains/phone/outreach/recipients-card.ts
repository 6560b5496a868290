import type { CardLine } from "#operation/card.ts";
import type { OperationContext } from "#operation/operation.ts";

/** Every number that something goes to, with whose it is as far as the desk knows. Asks for `contact.look_up`. */
export async function recipientsCard(
  ctx: OperationContext,
  label: string,
  phones: string[],
): Promise<CardLine> {
  const names = await Promise.all(
    phones.map(async (phone) => {
      const input = { phone };
      type Found = { contact: { name: string | null } | null };
      return (await ctx.use<Found>("contact.look_up", input)).contact?.name;
    }),
  );
  const values = phones.map((phone, n) => (names[n] ? `${names[n]}, ${phone}` : phone));
  const nameless = names.filter((name) => !name).length;
  if (nameless === 0 || phones.length === 1) return { label, values };
  return {
    label,
    values,
    note: nameless === phones.length ? "no name for any of them" : `no name for ${nameless} of them`,
  };
}
