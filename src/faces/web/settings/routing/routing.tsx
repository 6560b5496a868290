/** @jsxImportSource hono/jsx */
import { Badge } from "#faces/web/parts/badge.tsx";
import { Empty } from "#faces/web/parts/empty.tsx";
import { Field } from "#faces/web/parts/field.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { writtenNumber } from "#platform/phone-number.ts";
import { visibleText } from "#platform/visible-text.ts";

export interface Rule {
  id: string;
  sentence: string;
}

export interface Answer {
  id: string;
  question: string;
  words: string[];
  answer: string;
  mode: "draft" | "send";
}

/** What became of a text that somebody tried. */
export interface Tried {
  text: string;
  topicGuess: string;
  rule: Rule | null;
  answer: Answer | null;
  isSent: boolean;
}

export interface RoutingPage {
  business: string;
  reader: Reader;
  rules: Rule[];
  answers: Answer[];
  people: readonly string[];
  lines: readonly { number: string; name: string; property?: string }[];
  tried: Tried | undefined;
  problem?: string | undefined;
  done?: string | undefined;
}

const topics = [
  ["", "anything"],
  ["booking", "a booking"],
  ["maintenance", "something broken"],
  ["emergency", "an emergency"],
  ["complaint", "a complaint"],
  ["other", "none of these"],
] as const;

/** Where texts and calls go, and what is answered again and again. */
export function Routing(page: RoutingPage) {
  const { business, reader, problem, done } = page;
  return (
    <Layout
      title="Where texts go"
      business={business}
      reader={reader}
      crumb={{ href: "/settings", text: "Settings" }}
    >
      <Notice problem={problem} done={done} />
      <p class="lead">
        The desk guesses from its words what a text or a call is about. Your rules say who looks after it; the
        first one that fits decides.
      </p>
      <Rules {...page} />
      <NewRule {...page} />
      <Answers {...page} />
      <NewAnswer {...page} />
      <Try {...page} />
    </Layout>
  );
}

function Rules({ rules, reader }: RoutingPage) {
  return (
    <section aria-labelledby="rules">
      <h2 id="rules">Your rules</h2>
      {rules.length === 0 ? (
        <Empty icon="inbox" title="No rule yet">
          <p class="quiet">Everything stands in the inbox, and is nobody’s until somebody takes it.</p>
        </Empty>
      ) : (
        <ol class="cards">
          {rules.map((rule) => (
            <li>
              <p>{visibleText(rule.sentence, 900)}</p>
              <Remove reader={reader} id={rule.id} name={rule.sentence} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function NewRule({ reader, people, lines }: RoutingPage) {
  return (
    <details>
      <summary>Add a rule</summary>
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <Field id="topic" label="When it is about">
          <select id="topic" name="topic">
            {topics.map(([value, text]) => (
              <option value={value}>{text}</option>
            ))}
          </select>
        </Field>
        <Field id="words" label="And says one of these" hint="Words or phrases, one a line. Empty for any.">
          <textarea id="words" name="words" rows={2} maxlength={2000} />
        </Field>
        <LineField id="line" label="And comes in on" none="any line" lines={lines} />
        <Field id="hours" label="And comes">
          <select id="hours" name="hours">
            <option value="">at any time</option>
            <option value="open">while you are open</option>
            <option value="closed">while you are closed</option>
          </select>
        </Field>
        <Field id="assignee" label="It goes to">
          <select id="assignee" name="assignee">
            <option value="">nobody in particular</option>
            {people.map((name) => (
              <option value={name}>{visibleText(name, 60)}</option>
            ))}
          </select>
        </Field>
        <LineField id="answerFrom" label="And is answered from" none="the line it came in on" lines={lines} />
        <button type="submit" name="action" value="rule">
          Add the rule
        </button>
      </form>
    </details>
  );
}

function LineField({
  id,
  label,
  none,
  lines,
}: {
  id: string;
  label: string;
  none: string;
  lines: RoutingPage["lines"];
}) {
  return (
    <Field id={id} label={label}>
      <select id={id} name={id}>
        <option value="">{none}</option>
        {lines.map(({ number, name, property }) => (
          <option value={number}>
            {visibleText([property, name, writtenNumber(number)].filter(Boolean).join(", "), 80)}
          </option>
        ))}
      </select>
    </Field>
  );
}

function Answers({ answers, reader }: RoutingPage) {
  return (
    <section aria-labelledby="answers">
      <h2 id="answers">Common questions</h2>
      {answers.length === 0 ? (
        <Empty icon="text" title="No answer yet">
          <p class="quiet">
            Where to park, the password of the wireless: write it once, and it stands ready when somebody
            asks.
          </p>
        </Empty>
      ) : (
        <ul class="cards">
          {answers.map((each) => (
            <li>
              <h3>{visibleText(each.question, 120)}</h3>
              <p>
                <Badge state={each.mode === "send" ? "done" : "plain"}>
                  {each.mode === "send" ? "sent by itself" : "offered to you"}
                </Badge>
              </p>
              <p class="quiet">{each.words.map((word) => `“${visibleText(word, 60)}”`).join(", ")}</p>
              <blockquote>{visibleText(each.answer, 1600)}</blockquote>
              <Remove reader={reader} id={each.id} name={each.question} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function NewAnswer({ reader }: RoutingPage) {
  return (
    <details>
      <summary>Add an answer</summary>
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <Field id="question" label="The question" hint="As you call it, such as Parking.">
          <input id="question" name="question" maxlength={120} autocomplete="off" required />
        </Field>
        <Field id="phrases" label="A text asks it that says" hint="Words or phrases, one a line.">
          <textarea id="phrases" name="phrases" rows={2} maxlength={2000} required />
        </Field>
        <Field id="answer" label="Your answer" hint="{{business}} is filled with your name.">
          <textarea id="answer" name="answer" rows={3} maxlength={1600} required />
        </Field>
        <Field
          id="mode"
          label="What the desk does with it"
          hint="By itself it answers a person a few times a day at most, and never a complaint, an emergency, a machine, or somebody who said stop."
        >
          <select id="mode" name="mode">
            <option value="draft">offers it to whoever answers</option>
            <option value="send">sends it by itself</option>
          </select>
        </Field>
        <button type="submit" name="action" value="answer">
          Add the answer
        </button>
      </form>
    </details>
  );
}

function Try({ reader, tried }: RoutingPage) {
  return (
    <section aria-labelledby="try">
      <h2 id="try">Try it</h2>
      <form method="post" action="/settings/routing#try">
        <input type="hidden" name="form" value={reader.token} />
        <Field id="text" label="A text as a customer would write it">
          <textarea id="text" name="text" rows={2} maxlength={1600} required>
            {tried?.text ?? ""}
          </textarea>
        </Field>
        <button type="submit" name="action" value="try" class="second">
          See what would happen
        </button>
      </form>
      {tried ? <Outcome {...tried} /> : null}
    </section>
  );
}

function Outcome({ topicGuess, rule, answer, isSent }: Tried) {
  const about = topics.find(([value]) => value === topicGuess)?.[1] ?? topicGuess;
  return (
    <div role="status">
      <p>
        It seems to be about <strong>{about}</strong>.{" "}
        {rule ? visibleText(rule.sentence, 900) : "No rule fits."}
      </p>
      {answer ? (
        <p>
          {isSent ? "The desk would answer by itself" : "You would be offered your answer"}: “
          {visibleText(answer.answer, 1600)}”
        </p>
      ) : (
        <p class="quiet">None of your answers fits.</p>
      )}
    </div>
  );
}

function Remove({ reader, id, name }: { reader: Reader; id: string; name: string }) {
  return (
    <form method="post">
      <input type="hidden" name="form" value={reader.token} />
      <input type="hidden" name="id" value={id} />
      <button
        type="submit"
        name="action"
        value="remove"
        class="second"
        aria-label={`Remove: ${visibleText(name, 120)}`}
      >
        Remove
      </button>
    </form>
  );
}
