/** @jsxImportSource hono/jsx */
import { Field, faulty } from "#faces/web/parts/field.tsx";
import { Notice, Warning } from "#faces/web/parts/notice.tsx";
import { Proof } from "#faces/web/parts/proof.tsx";
import { PublicAddress } from "#faces/web/parts/reach.tsx";
import { fieldText } from "#faces/web/settings/setting-form.ts";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import type { Settings } from "#operation/settings.ts";

export interface NoticesPage {
  business: string;
  reader: Reader;
  settings: Settings;
  /** What was filled in and not kept. */
  given: string | undefined;
  /** What is wrong with it. */
  wrong: string | undefined;
  /** True where every line is the sandbox's: then nothing reaches a real phone. */
  isSandbox: boolean;
  /** True where nobody elsewhere opens this desk. */
  isHere: boolean;
  problem?: string | undefined;
  done?: string | undefined;
}

/** Who is told when something waits. */
export function Notices({
  business,
  reader,
  settings,
  given,
  wrong,
  isSandbox,
  isHere,
  problem,
  done,
}: NoticesPage) {
  const numbers = settings.get("business.owner_numbers");
  return (
    <Layout
      title="Notices"
      business={business}
      reader={reader}
      crumb={{ href: "/settings", text: "Settings" }}
    >
      <Notice problem={problem} done={done} />
      {isSandbox ? (
        <Warning>
          The line is a sandbox: notices are written to it, and reach no real phone.{" "}
          <a class="inline" href="/settings/phone">
            Bring in a real number
          </a>{" "}
          first.
        </Warning>
      ) : null}
      {isHere ? (
        <Warning>
          The link in such a text opens on the computer alone that the desk runs on. For your phone the desk
          needs a <PublicAddress />.
        </Warning>
      ) : null}
      <p>
        When an assistant wants to do something risky, these phones get a text with a link to allow or deny
        it, and a reminder halfway to the end.
      </p>
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <Field
          id="numbers"
          problem={wrong}
          label="Phones to text"
          hint="A number on each line, such as +1 555 010 0123. Ten at most."
        >
          <textarea
            id="numbers"
            name="business.owner_numbers"
            rows={3}
            inputmode="tel"
            {...faulty("numbers", wrong)}
          >
            {given ?? fieldText(settings, "business.owner_numbers")}
          </textarea>
        </Field>
        <Proof reader={reader} id="notices" />
        <button type="submit" name="action" value="save">
          Save
        </button>
      </form>
      {numbers.length === 0 ? null : (
        <form method="post">
          <input type="hidden" name="form" value={reader.token} />
          <button type="submit" name="action" value="test" class="second">
            Send a test to {numbers.length === 1 ? numbers[0] : "all of them"}
          </button>
        </form>
      )}
    </Layout>
  );
}
