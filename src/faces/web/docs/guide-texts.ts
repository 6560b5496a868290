import chatgpt from "#docs/chatgpt.md" with { type: "text" };
import claudeDesktop from "#docs/claude-desktop.md" with { type: "text" };
import connect from "#docs/connect.md" with { type: "text" };
import fly from "#docs/deploy/fly.md" with { type: "text" };
import vps from "#docs/deploy/vps.md" with { type: "text" };
import deploy from "#docs/deploy.md" with { type: "text" };
import history from "#docs/history.md" with { type: "text" };
import integrations from "#docs/integrations.md" with { type: "text" };
import models from "#docs/models.md" with { type: "text" };
import money from "#docs/money.md" with { type: "text" };
import office from "#docs/office.md" with { type: "text" };
import operations from "#docs/operations.md" with { type: "text" };
import people from "#docs/people.md" with { type: "text" };
import permissions from "#docs/permissions.md" with { type: "text" };
import quo from "#docs/quo.md" with { type: "text" };
import configuration from "#docs/reference/configuration.md" with { type: "text" };
import errors from "#docs/reference/errors.md" with { type: "text" };
import levels from "#docs/reference/permissions.md" with { type: "text" };
import settings from "#docs/reference/settings.md" with { type: "text" };
import tools from "#docs/reference/tools.md" with { type: "text" };
import topics from "#docs/reference/topics.md" with { type: "text" };
import sandbox from "#docs/sandbox.md" with { type: "text" };
import texting from "#docs/texting.md" with { type: "text" };
import turso from "#docs/turso.md" with { type: "text" };
import twilio from "#docs/twilio.md" with { type: "text" };
import voiceAgents from "#docs/voice-agents.md" with { type: "text" };

/** What somebody is about to do who looks for a guide. */
export const guideGroups = ["Connect an assistant", "Work with it", "Run it", "Look something up"] as const;

/** A guide that comes with the program. */
export interface GuideText {
  /** Below docs/. */
  path: string;
  group: (typeof guideGroups)[number];
  /** What somebody knows who has read it. */
  lead: string;
  text: string;
}

/** The guides, in the order in which they are offered. */
export const guideTexts: readonly GuideText[] = [
  {
    path: "connect.md",
    group: "Connect an assistant",
    lead: "The address, and what each client does with it.",
    text: connect,
  },
  {
    path: "chatgpt.md",
    group: "Connect an assistant",
    lead: "As a connector, or as the actions of a GPT of your own.",
    text: chatgpt,
  },
  {
    path: "claude-desktop.md",
    group: "Connect an assistant",
    lead: "By its settings, by a bundle, or by a file.",
    text: claudeDesktop,
  },
  {
    path: "people.md",
    group: "Work with it",
    lead: "Who signs in, what each role may do, and what an app is let in for.",
    text: people,
  },
  {
    path: "permissions.md",
    group: "Work with it",
    lead: "When an assistant has to ask, how you decide, and what you can allow always.",
    text: permissions,
  },
  {
    path: "history.md",
    group: "Work with it",
    lead: "What was said: kept, found, sorted, exported and erased.",
    text: history,
  },
  {
    path: "office.md",
    group: "Work with it",
    lead: "Customers, appointments, what customers are told, other calendars, lists of contacts.",
    text: office,
  },
  {
    path: "money.md",
    group: "Work with it",
    lead: "From a lead's notes to the money: quotes, invoices, paying online, email, books, the briefing.",
    text: money,
  },
  {
    path: "models.md",
    group: "Work with it",
    lead: "Ask other models, with sessions, budgets and what it costs.",
    text: models,
  },
  {
    path: "sandbox.md",
    group: "Work with it",
    lead: "A phone that exists only in your browser, for trying things out.",
    text: sandbox,
  },
  { path: "quo.md", group: "Work with it", lead: "Your real numbers: the key, and the webhook.", text: quo },
  {
    path: "twilio.md",
    group: "Work with it",
    lead: "Texts and calls over numbers at Twilio.",
    text: twilio,
  },
  {
    path: "texting.md",
    group: "Work with it",
    lead: "What is never sent, when, and what it costs.",
    text: texting,
  },
  {
    path: "voice-agents.md",
    group: "Work with it",
    lead: "How an agent on the phone hands a caller over to a person.",
    text: voiceAgents,
  },
  {
    path: "integrations.md",
    group: "Work with it",
    lead: "Notion, a spreadsheet, Zapier: what the desk tells, and what a program asks for.",
    text: integrations,
  },
  {
    path: "deploy.md",
    group: "Run it",
    lead: "The binary, the container, and https in front.",
    text: deploy,
  },
  {
    path: "deploy/vps.md",
    group: "Run it",
    lead: "From a bare machine to a desk with backups, step by step.",
    text: vps,
  },
  { path: "deploy/fly.md", group: "Run it", lead: "One machine with one volume.", text: fly },
  {
    path: "turso.md",
    group: "Run it",
    lead: "The data on a libSQL server, and several processes on them.",
    text: turso,
  },
  {
    path: "operations.md",
    group: "Run it",
    lead: "Is it well, what it logs, backups and upgrades.",
    text: operations,
  },
  {
    path: "reference/tools.md",
    group: "Look something up",
    lead: "Every tool, with its arguments.",
    text: tools,
  },
  {
    path: "reference/permissions.md",
    group: "Look something up",
    lead: "What each operation asks before it is done.",
    text: levels,
  },
  {
    path: "reference/settings.md",
    group: "Look something up",
    lead: "Everything an owner can set, and what holds until then.",
    text: settings,
  },
  {
    path: "reference/configuration.md",
    group: "Look something up",
    lead: "Every variable the desk reads at its start.",
    text: configuration,
  },
  {
    path: "reference/topics.md",
    group: "Look something up",
    lead: "How well the desk guesses what a text is about.",
    text: topics,
  },
  {
    path: "reference/errors.md",
    group: "Look something up",
    lead: "Every code an answer can carry, and what to do.",
    text: errors,
  },
];
