import type { ChatTurn, ModelProvider, ModelQuestion } from "#domains/assistant/provider.ts";
import { ModelError } from "#domains/assistant/provider.ts";
import { tokensIn } from "#domains/assistant/spending/cost.ts";
import { pause } from "#platform/turn.ts";

const name = "sandbox";
/** Milliseconds between two words, so that it can be watched. */
const haste = 4;

/**
 * A model that needs no account: it answers by rules, says what it was told earlier, and costs play money. It never guesses
 * at anything, so that nobody takes it for one.
 */
export function createSandboxModel(): ModelProvider {
  return {
    name,
    isSandbox: true,
    usualModel: name,
    async ask(question, { signal, onText }) {
      const text = answerTo(question);
      const words = text.match(/\s*\S+/g) ?? [];
      let [said, isCut] = ["", false];
      for (const word of words) {
        if (signal.aborted) throw new ModelError("cancelled");
        isCut = tokensIn(said + word) > question.maxTokens;
        if (isCut) break;
        said += word;
        onText(word);
        await pause(haste);
      }
      if (signal.aborted) throw new ModelError("cancelled");
      const input = question.messages.reduce((sum, { content }) => sum + tokensIn(content) + 4, 0);
      return {
        ...{ model: name, finishReason: isCut ? "length" : "stop", isRefusal: false, tier: undefined },
        usage: {
          ...{ input, cached: 0, cacheWrite: 0, output: tokensIn(said), reasoning: 0, isEstimated: false },
        },
      };
    },
    async transcribe() {
      throw new ModelError("no_such_model");
    },
    check: async () => true,
  };
}

function answerTo({ messages, format }: ModelQuestion): string {
  if (format && format["type"] !== "text") return '{"answer":"The sandbox answers by rules."}';
  const asked = messages.filter(({ role }) => role === "user");
  const last = asked.at(-1)?.content ?? "";
  const before = asked.slice(0, -1);
  const remembered = before.at(-1);
  const facts = before.flatMap(factsIn);
  if (/\b(?:my|our|what|who|which|when|remember|earlier|before)\b/i.test(last) && facts.length > 0)
    return `You told me: ${facts.slice(-3).join("; ")}. (The sandbox model answers by rules; set OPENAI_API_KEY for a real one.)`;
  const memory =
    remembered === undefined ? "" : ` Before that you said: “${beginningOf(remembered.content)}”.`;
  return `The sandbox has read ${messages.length} ${messages.length === 1 ? "message" : "messages"}. You asked: “${beginningOf(last)}”.${memory} It answers by rules and knows nothing; set OPENAI_API_KEY for a model that does.`;
}

/** What was said of somebody or something: `my name is …`, `the gate code is …`. */
function factsIn({ content }: ChatTurn): string[] {
  return [...content.matchAll(/\b((?:my|our|the) [\p{L} ]{2,40}? (?:is|are|was) [^.!?\n]{1,80})/giu)].map(
    ([, fact = ""]) => fact.trim(),
  );
}

function beginningOf(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
