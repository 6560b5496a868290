import * as z from "zod";
import { count, kind, setting, words, yesOrNo } from "./setting-kinds.ts";

/** What a model elsewhere (`OPENAI_API_KEY`, `OPENAI_BASE_URL`) is asked; empty asks it nothing. */
export const modelSettings = {
  "models.base_url": setting(
    kind(
      "an http or https address, or empty",
      z.union([z.literal(""), z.url({ protocol: /^https?$/ }).max(300)]),
    ),
    "",
    "Server that models are asked at, where OPENAI_BASE_URL is not set: any that speaks OpenAI’s protocol. Empty for OpenAI’s own.",
  ),
  "models.chat": setting(
    words(80),
    "",
    "Model that is asked where nobody names one. Empty for gpt-6-luna at OpenAI, and for the sandbox where no model is set up.",
  ),
  "models.max_tokens": setting(
    count(128_000),
    2048,
    "Tokens that an answer may have where nobody says; more cost more.",
  ),
  "models.call_seconds": setting(
    count(3600),
    180,
    "Seconds that one question to a model may take in all; 30 without a sign end it sooner.",
  ),
  "models.tokens_per_minute": setting(
    kind(
      "models with tokens a minute, such as gpt-4 10000, gpt-3.5 60000",
      z
        .array(
          z
            .string()
            .trim()
            .regex(/^\S{1,80} [1-9]\d{0,8}$/, "not a model and tokens"),
        )
        .max(100),
    ),
    ["gpt-4 10000", "gpt-3.5 60000"],
    "Tokens a minute that each person may have of a model; a model that is not named has no limit here.",
  ),
  "models.context": setting(
    yesOrNo,
    true,
    "Whether a question about a contact or a ticket may take along what was said with them; it is sent to the model.",
  ),
  "models.context_tokens": setting(
    count(100_000),
    3000,
    "Tokens of a conversation or of documents that a question may take along.",
  ),
  "models.window": setting(
    count(10_000_000),
    16_000,
    "Tokens that a model takes in all, where the desk does not know it.",
  ),
  "models.transcribe": setting(
    words(80),
    "",
    "Model that writes down voicemail and recordings without a transcript, such as whisper-1; they are sent to it. Empty for none.",
  ),
  "models.sort": setting(
    words(80),
    "",
    "Model that is asked what a text is about, beside the desk's own guess; the text is sent to it. Empty for none.",
  ),
  "models.sentiment": setting(
    words(80),
    "",
    "Model that guesses how content a caller was, from the transcript, which is sent to it. Empty for none.",
  ),
  "models.leads": setting(
    words(80),
    "",
    "Model that reads who and what a lead’s notes are about; the notes are sent to it. Empty for the desk’s own reading.",
  ),
} as const;
