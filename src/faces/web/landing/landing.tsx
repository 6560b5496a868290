/** @jsxImportSource hono/jsx */
import type { Tool } from "#catalog/tool-table.ts";
import { GuideGroups } from "#faces/web/docs/guide.tsx";
import type { Guide } from "#faces/web/docs/guides.ts";
import { Copyable } from "#faces/web/parts/copyable.tsx";
import { Warning } from "#faces/web/parts/notice.tsx";
import { Layout } from "#faces/web/shell/layout.tsx";
import { version } from "#platform/version.ts";
import { counted } from "#platform/words.ts";
import { ShownCard } from "./shown-card.tsx";
import type { WayIn } from "./ways-in.ts";

export interface LandingPage {
  business: string;
  baseUrl: string;
  ways: WayIn[];
  tools: readonly Tool[];
  guides: readonly Guide[];
  /** How the desk is at the moment the page is made. */
  status: string;
  /** True where the sandbox's page is there for whoever reads this one. */
  hasSandbox: boolean;
}

/** What somebody sees who opens the desk's address in a browser: what it is, how to connect, what it can do. */
export function Landing({ business, baseUrl, ways, tools, guides, status, hasSandbox }: LandingPage) {
  return (
    <Layout title="A front desk for AI assistants" business={business} script="landing.js" isPublic>
      <p class="lead">
        Assistants connect to one address. They text customers, place calls and read the history through it;
        what is risky waits until a person has looked at it.
      </p>
      <Copyable id="address" label="The address" text={`${baseUrl}/mcp`} />
      <p class="quiet">Status: {status}</p>
      <ShownCard business={business} />

      <section aria-labelledby="connect">
        <h2 id="connect">Connect</h2>
        <div class="tabs" data-tabs>
          {ways.map((way) => (
            <section class="panel" id={way.id} aria-labelledby={`${way.id}-name`} data-panel={way.name}>
              <h3 id={`${way.id}-name`}>{way.name}</h3>
              <ol>
                {way.steps.map((step) => (
                  <li>{step}</li>
                ))}
              </ol>
              {way.note ? <Warning>{way.note}</Warning> : null}
              {way.copies.map(({ label, text }, n) => (
                <Copyable id={`${way.id}-${n}`} label={label} text={text} />
              ))}
              {way.links?.map(({ label, href }) => (
                <p>
                  <a class="go" href={href}>
                    {label}
                  </a>
                </p>
              ))}
            </section>
          ))}
        </div>
      </section>

      <section aria-labelledby="tools">
        <h2 id="tools">What an assistant can do here</h2>
        <p class="quiet">
          Each person decides what their assistants may do. Some things wait until a person has looked at
          them; each tool says which.
        </p>
        {groupsOf(tools).map(({ name, inIt }) => (
          <details class="tool">
            <summary>
              <strong>{name}</strong> <span class="quiet">{counted(inIt.length, "tool")}</span>
            </summary>
            {inIt.map((tool) => (
              <ToolEntry tool={tool} baseUrl={baseUrl} />
            ))}
          </details>
        ))}
      </section>

      <section aria-labelledby="guides">
        <h2 id="guides">Guides</h2>
        <GuideGroups guides={guides} isWithin />
        <h3>For programs and models</h3>
        <ul class="guides">
          {hasSandbox ? (
            <li>
              <a class="go" href="/sandbox">
                A customer’s phone, to try things out
              </a>
            </li>
          ) : null}
          <li>
            <a class="go" href="/openapi.json">
              OpenAPI, for programs that speak REST
            </a>
          </li>
          <li>
            <a class="go" href="/llms.txt">
              llms.txt, for models
            </a>
          </li>
        </ul>
        <p class="quiet">Frontdesk {version}</p>
      </section>
    </Layout>
  );
}

const groups: { name: string; of: RegExp }[] = [
  { name: "Texts and calls", of: /^(?:message|call|conversation|line)\./ },
  { name: "Contacts", of: /^contact\./ },
  { name: "Tickets", of: /^(?:ticket|handoff)\./ },
  { name: "Everything else", of: /./ },
];

/** Tools by what they are about; each in the first group that fits. */
function groupsOf(tools: readonly Tool[]): { name: string; inIt: Tool[] }[] {
  const groupOf = ({ operation }: Tool) => groups.find(({ of }) => of.test(operation.name));
  return groups
    .map((group) => ({ name: group.name, inIt: tools.filter((tool) => groupOf(tool) === group) }))
    .filter(({ inIt }) => inIt.length > 0);
}

function ToolEntry({ tool, baseUrl }: { tool: Tool; baseUrl: string }) {
  const properties = Object.entries((tool.inputSchema["properties"] ?? {}) as Record<string, Argument>);
  const required = (tool.inputSchema["required"] ?? []) as string[];
  const { operation } = tool;
  const rule = operation.kind === "write" ? operation.permission?.rule : undefined;
  const body = JSON.stringify({ method: "tools/call", params: { name: tool.name, arguments: tool.example } });
  return (
    <details class="tool">
      <summary>
        <strong>{tool.title}</strong> <code>{tool.name}</code>
      </summary>
      <p>{tool.description}</p>
      {rule ? <p class="quiet">{rule}</p> : null}
      <dl>
        {properties.map(([name, { description }]) => (
          <>
            <dt>
              <code>{name}</code>
              {required.includes(name) ? "" : <span class="quiet"> (optional)</span>}
            </dt>
            <dd>{description ?? ""}</dd>
          </>
        ))}
      </dl>
      <Copyable
        id={`example-${tool.name}`}
        label="Example"
        text={`curl ${baseUrl}/mcp -H "Authorization: Bearer fdk_..." -H "Content-Type: application/json" -d '${body}'`}
      />
    </details>
  );
}

interface Argument {
  description?: string;
}
