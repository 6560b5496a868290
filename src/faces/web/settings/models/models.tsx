/** @jsxImportSource hono/jsx */
import { Empty } from "#faces/web/parts/empty.tsx";
import { Field } from "#faces/web/parts/field.tsx";
import { KeptSecret, type SecretState } from "#faces/web/parts/kept-secret.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Scroll } from "#faces/web/parts/scroll.tsx";
import { Select } from "#faces/web/parts/select.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";
import { spoken } from "#platform/zone.ts";

export interface Budget {
  holder: string;
  usd: string;
  spent_usd: string | null;
}

export interface Setup {
  name: string;
  model: string;
  of: "you" | "everybody";
  fallbacks: string[];
  tokens_per_minute: number | null;
}

export interface PriceShown {
  model: string;
  since: string;
  rates: { input?: number; cached?: number; output?: number };
  source: string;
}

export interface ModelsPage {
  business: string;
  reader: Reader;
  provider: string;
  secret: SecretState;
  lastUsed: string | null;
  people: readonly { id: string; name: string }[];
  budgets: Budget[];
  setups: Setup[];
  own: PriceShown[];
  known: PriceShown[];
  read: string;
  problem?: string | undefined;
  done?: string | undefined;
}

/** The key, budgets, names and prices of other models. */
export function Models(page: ModelsPage) {
  const { business, reader, provider, secret, lastUsed, problem, done } = page;
  return (
    <Layout
      title="Models"
      business={business}
      reader={reader}
      crumb={{ href: "/settings", text: "Settings" }}
    >
      <Notice problem={problem} done={done} />
      <p>
        {provider === "sandbox"
          ? "No model is set up: the sandbox answers by rules, for play money."
          : `Questions are sent to ${visibleText(provider, 100)}.`}{" "}
        {lastUsed ? `The key was last used on ${spoken(lastUsed, reader.now)}.` : ""}
      </p>
      <p>
        <a class="go" href="/settings/models/usual">
          Which model, how long, what goes along
        </a>
      </p>
      <KeptSecret
        reader={reader}
        secret={secret}
        label="key for models"
        hint="From your account at OpenAI, OpenRouter, Azure or whoever answers."
        loses="Other models are asked no more; people with a key of their own go on."
      />
      <Budgets {...page} />
      <Setups {...page} />
      <Prices {...page} />
    </Layout>
  );
}

function holderName({ people }: ModelsPage, holder: string): string {
  if (holder === "all") return "All together";
  if (holder === "each") return "Each person";
  if (holder === "owner") return "The command line’s tokens";
  return people.find(({ id }) => id === holder)?.name ?? "Somebody who has left";
}

function Budgets(page: ModelsPage) {
  const { reader, budgets, people } = page;
  return (
    <section>
      <h2>Budgets of a month</h2>
      <p class="quiet">
        What may be spent with the desk’s key. You are told when half, four fifths and all of one is used.
      </p>
      {budgets.length === 0 ? (
        <p>None is set: nothing holds anybody back.</p>
      ) : (
        <ul class="cards">
          {budgets.map(({ holder, usd, spent_usd }) => (
            <li>
              <p>
                {holderName(page, holder)}: ${usd}
                {spent_usd === null ? "" : `, of which $${spent_usd} is spent or held`}
              </p>
              <form method="post">
                <input type="hidden" name="form" value={reader.token} />
                <input type="hidden" name="holder" value={holder} />
                <input type="hidden" name="usd" value="" />
                <button type="submit" name="action" value="budget" class="second">
                  Take it away
                  <span class="unseen"> for {holderName(page, holder)}</span>
                </button>
              </form>
            </li>
          ))}
        </ul>
      )}
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <div class="row even">
          <Field id="holder" label="For whom">
            <Select
              id="holder"
              name="holder"
              value="all"
              options={[
                ["all", "All together"],
                ["each", "Each person"],
                ["owner", "The command line’s tokens"],
                ...people.map(({ id, name }) => [id, name] as const),
              ]}
            />
          </Field>
          <Field id="usd" label="US dollars a month">
            <input id="usd" name="usd" inputmode="decimal" maxlength={20} required />
          </Field>
        </div>
        <button type="submit" name="action" value="budget">
          Set the budget
        </button>
      </form>
    </section>
  );
}

function Setups({ reader, setups }: ModelsPage) {
  return (
    <section>
      <h2>Names for models</h2>
      {setups.length === 0 ? (
        <Empty icon="assistant" title="None yet">
          <p class="quiet">
            A name stands for a model with its settings, and for what is asked in its place.
          </p>
        </Empty>
      ) : (
        <ul class="cards">
          {setups.map(({ name, model, of, fallbacks }) => (
            <li>
              <p>
                <strong>{visibleText(name, 80)}</strong> is {visibleText(model, 120)}
                {fallbacks.length > 0 ? `, else ${fallbacks.join(", else ")}` : ""}
                {of === "you" ? " (yours alone)" : ""}
              </p>
              <form method="post">
                <input type="hidden" name="form" value={reader.token} />
                <input type="hidden" name="name" value={name} />
                <input type="hidden" name="shared" value={of === "everybody" ? "yes" : ""} />
                <button type="submit" name="action" value="unname" class="second">
                  Remove
                  <span class="unseen"> {visibleText(name, 80)}</span>
                </button>
              </form>
            </li>
          ))}
        </ul>
      )}
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <div class="row even">
          <Field id="setup-name" label="Name">
            <input id="setup-name" name="name" maxlength={80} required />
          </Field>
          <Field id="setup-model" label="Model">
            <input id="setup-model" name="model" maxlength={120} required />
          </Field>
        </div>
        <Field id="setup-else" label="Else ask" hint="Models with commas, in their order; or empty.">
          <input id="setup-else" name="fallbacks" maxlength={400} />
        </Field>
        <button type="submit" name="action" value="name">
          Keep the name
        </button>
      </form>
    </section>
  );
}

function Prices({ reader, own, known, read }: ModelsPage) {
  return (
    <section>
      <h2>Prices</h2>
      <p class="quiet">
        US dollars for a million tokens. What a model without a price cost is not known, and a budget does not
        let it be asked. The desk’s own were compared on {read}.
      </p>
      <Scroll label="Prices">
        <table>
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">From</th>
              <th scope="col">Read</th>
              <th scope="col">From cache</th>
              <th scope="col">Written</th>
              <th scope="col">Whose</th>
            </tr>
          </thead>
          <tbody>
            {[
              ...own.map((each) => ({ ...each, isOwn: true })),
              ...known.map((each) => ({ ...each, isOwn: false })),
            ].map(({ model, since, rates, source, isOwn }) => (
              <tr>
                <td>{visibleText(model, 120)}</td>
                <td>{since}</td>
                <td>{rates.input}</td>
                <td>{rates.cached ?? "not known"}</td>
                <td>{rates.output}</td>
                <td>{isOwn ? "yours" : source}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <Field id="price-model" label="Model" hint="Its name, or its beginning with * behind it.">
          <input id="price-model" name="model" maxlength={121} required />
        </Field>
        <div class="row even">
          <Field id="price-in" label="A million tokens read">
            <input id="price-in" name="input" inputmode="decimal" required />
          </Field>
          <Field id="price-cached" label="Of them from cache" hint="Or empty.">
            <input id="price-cached" name="cached" inputmode="decimal" />
          </Field>
          <Field id="price-out" label="A million written">
            <input id="price-out" name="output" inputmode="decimal" required />
          </Field>
        </div>
        <button type="submit" name="action" value="price">
          Keep the price
        </button>
      </form>
      {own.length === 0 ? null : (
        <ul class="cards">
          {own.map(({ model, since }) => (
            <li>
              <form method="post">
                <input type="hidden" name="form" value={reader.token} />
                <input type="hidden" name="model" value={model} />
                <input type="hidden" name="since" value={since} />
                <button type="submit" name="action" value="unprice" class="second">
                  Remove your price of {visibleText(model, 80)}, {since}
                </button>
              </form>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
