import chatgpt from "#docs/chatgpt.md" with { type: "text" };
import claudeDesktop from "#docs/claude-desktop.md" with { type: "text" };
import connect from "#docs/connect.md" with { type: "text" };
import deploy from "#docs/deploy.md" with { type: "text" };
import operations from "#docs/operations.md" with { type: "text" };
import people from "#docs/people.md" with { type: "text" };
import permissions from "#docs/permissions.md" with { type: "text" };
import quo from "#docs/quo.md" with { type: "text" };
import configuration from "#docs/reference/configuration.md" with { type: "text" };
import errors from "#docs/reference/errors.md" with { type: "text" };
import levels from "#docs/reference/permissions.md" with { type: "text" };
import settings from "#docs/reference/settings.md" with { type: "text" };
import tools from "#docs/reference/tools.md" with { type: "text" };
import sandbox from "#docs/sandbox.md" with { type: "text" };
import voiceAgents from "#docs/voice-agents.md" with { type: "text" };

/** The guides that come with the program, in the order they are offered; each by the path it has below docs/. */
export const guideTexts: Record<string, string> = {
  "connect.md": connect,
  "chatgpt.md": chatgpt,
  "claude-desktop.md": claudeDesktop,
  "people.md": people,
  "permissions.md": permissions,
  "sandbox.md": sandbox,
  "quo.md": quo,
  "voice-agents.md": voiceAgents,
  "deploy.md": deploy,
  "operations.md": operations,
  "reference/tools.md": tools,
  "reference/permissions.md": levels,
  "reference/settings.md": settings,
  "reference/configuration.md": configuration,
  "reference/errors.md": errors,
};
