/** @jsxImportSource hono/jsx */
import { Badge, type State } from "#faces/web/parts/badge.tsx";
import { Bars } from "#faces/web/parts/bars.tsx";
import { Bubbles, type Said } from "#faces/web/parts/bubbles.tsx";
import { Copyable } from "#faces/web/parts/copyable.tsx";
import { Empty } from "#faces/web/parts/empty.tsx";
import { Facts } from "#faces/web/parts/facts.tsx";
import { Field } from "#faces/web/parts/field.tsx";
import { Choice, FilterBar, Words } from "#faces/web/parts/filter-bar.tsx";
import { Icon, iconNames } from "#faces/web/parts/icon.tsx";
import { Entry, List } from "#faces/web/parts/list.tsx";
import { Notice, Warning } from "#faces/web/parts/notice.tsx";
import { Older } from "#faces/web/parts/older.tsx";
import { Places } from "#faces/web/parts/places.tsx";
import { Sure } from "#faces/web/parts/sure.tsx";
import { isoIn } from "#platform/zone.ts";

const states: readonly (readonly [State, string])[] = [
  ["waiting", "waiting"],
  ["done", "done"],
  ["failed", "failed"],
  ["stopped", "stopped"],
  ["plain", "anything else"],
];

export function Type() {
  return (
    <section class="card" aria-labelledby="type">
      <h2 id="type">Type and buttons</h2>
      <p class="lead">A lead: what the page is for.</p>
      <p>
        Text with{" "}
        <a class="go" href="/sandbox/parts">
          words that lead on
        </a>
        , <strong>weight</strong> and <code>code</code>. <small>And something quiet.</small>
      </p>
      <p class="actions">
        <button type="button">The main one</button>
        <button type="button" class="second">
          Another
        </button>
        <button type="button" class="danger">
          A dangerous one
        </button>
        <button type="button" disabled>
          Not now
        </button>
        <button type="button" class="plain">
          A small one
        </button>
      </p>
      <Sure id="sure" label="Asks twice" title="Do it?">
        <p>What would happen, in a sentence.</p>
        <p class="actions">
          <button type="button" class="danger">
            Do it
          </button>
        </p>
      </Sure>
      <Copyable id="part" label="Something to copy" text="https://desk.example.com/mcp" />
    </section>
  );
}

export function Signs() {
  return (
    <section class="card" aria-labelledby="signs">
      <h2 id="signs">Signs</h2>
      <p class="actions">
        {states.map(([state, words]) => (
          <Badge state={state}>{words}</Badge>
        ))}
      </p>
      <Notice problem="What went wrong, what was not done, and what to do." />
      <Notice done="What was done." />
      <Warning>What has to be known before anything is done here.</Warning>
      <ul class="figures">
        <li>
          <a class="figure due" href="/sandbox/parts">
            <strong>3</strong>
            <span>
              <Icon name="waiting" />a number that is due
            </span>
          </a>
        </li>
        <li>
          <a class="figure" href="/sandbox/parts">
            <strong>0</strong>
            <span>
              <Icon name="tickets" />a number at rest
            </span>
          </a>
        </li>
      </ul>
      <ul class="icons">
        {iconNames.map((name) => (
          <li>
            <Icon name={name} /> <small>{name}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Lists({ now }: { now: number }) {
  return (
    <section class="card" aria-labelledby="lists">
      <h2 id="lists">Lists</h2>
      <Places
        label="Views of one thing"
        at="one"
        places={[
          { name: "one", href: "/sandbox/parts", text: "This view" },
          { name: "two", href: "/sandbox/parts#lists", text: "Another" },
        ]}
      />
      <FilterBar>
        <Choice name="show" label="Show" value="a" options={[["a", "what is open"]]} />
        <Words label="Words in it" value="" />
      </FilterBar>
      <List label="Entries">
        <Entry
          href="/sandbox/parts"
          initialsOf="Maria Garcia"
          title="Somebody with a name"
          text="The last thing that was said, cut where there is no more room for it on one line"
          side={
            <>
              <Badge state="waiting">unanswered</Badge>
              <span class="quiet">yesterday</span>
            </>
          }
        />
        <Entry href="/sandbox/parts" initialsOf={null} title="+15550100200" text="A number without a name" />
        <Entry href="/sandbox/parts" icon="settings" title="A thing" text="And what it is" isHere />
      </List>
      <Older href="/sandbox/parts" />
      <Empty icon="inbox" title="Nothing yet">
        <p class="quiet">What would be here, and what to do first.</p>
      </Empty>
      <h3>Facts</h3>
      <Facts
        lines={[
          { label: "A value", value: "of a record" },
          { label: "A list", values: ["one", "two", "three"] },
          { label: "A change", before: "as it was", after: "as it is to be" },
          { label: "A quote", quote: "Somebody’s words, as they are." },
        ]}
      />
      <h3>A table</h3>
      <table>
        <caption>Numbers stand under numbers</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Texts</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <td>Monday</td>
            <td>12</td>
          </tr>
        </tbody>
      </table>
      <Bars
        title="A figure"
        unit="Texts"
        bars={["Mon", "Tue", "Wed", "Thu", "Fri"].map((label, n) => ({
          label,
          value: [4, 9, 2, 0, 7][n] ?? 0,
        }))}
      />
      <p class="quiet">Made at {isoIn("UTC", now).slice(0, 10)}.</p>
    </section>
  );
}

export function Forms() {
  return (
    <section class="card" aria-labelledby="forms">
      <h2 id="forms">Forms</h2>
      <form method="get">
        <Field id="good" label="A field" hint="What belongs in it.">
          <input id="good" name="good" value="something" aria-describedby="good-hint" />
        </Field>
        <Field
          id="bad"
          label="A field that is wrong"
          problem="What is wrong with it, and what would be right."
        >
          <input id="bad" name="bad" value="nothing" aria-invalid="true" aria-describedby="bad-problem" />
        </Field>
        <Field id="longer" label="A longer text">
          <textarea id="longer" name="longer" />
        </Field>
        <fieldset>
          <legend>Choices</legend>
          <label class="choice">
            <input type="checkbox" name="a" checked />
            <span>
              One of them <small>and what it means</small>
            </span>
          </label>
          <label class="choice">
            <input type="checkbox" name="b" />
            <span>Another</span>
          </label>
        </fieldset>
      </form>
      <details>
        <summary>What few need</summary>
        <p>It stands here.</p>
      </details>
    </section>
  );
}

export function Told({ now }: { now: number }) {
  const at = (minutes: number) => isoIn("UTC", now - minutes * 60_000);
  const common = { from: "+15550100200", to: "+15550100100" } as const;
  const said: Said[] = [
    {
      id: "msg_part1",
      kind: "message",
      direction: "inbound",
      status: "received",
      at: at(9),
      untrustedContent: "Is the 9 am class still on?",
      ...common,
    },
    {
      id: "msg_part2",
      kind: "message",
      direction: "outbound",
      status: "delivered",
      at: at(7),
      content: "It is. See you there!",
      ...common,
    },
    {
      id: "cal_part3",
      kind: "call",
      direction: "inbound",
      status: "missed",
      at: at(5),
      ...common,
    },
    {
      id: "msg_part4",
      kind: "message",
      direction: "outbound",
      status: "failed",
      at: at(3),
      content: "Sorry we missed you.",
      ...common,
    },
  ];
  return (
    <section class="card" aria-labelledby="told">
      <h2 id="told">A conversation, and what happened</h2>
      <Bubbles items={said} now={now} theirs="inbound" />
      <h3>A timeline</h3>
      <ol class="timeline">
        <li>
          It was opened. <span class="quiet">Ada, Monday 9:00 am</span>
        </li>
        <li>
          It was marked as completed. <span class="quiet">Ben, Tuesday 3:30 pm</span>
        </li>
      </ol>
      <h3>Steps that tick themselves</h3>
      <ol class="steps">
        <li class="is-done">
          <Icon name="done" /> <span>One that is done</span>
        </li>
        <li>
          <span class="todo" aria-hidden="true" />
          <a class="go" href="/sandbox/parts">
            One to do
          </a>
        </li>
      </ol>
    </section>
  );
}
