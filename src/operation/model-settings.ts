import { setting, words } from "./setting-kinds.ts";

/** What a model elsewhere (`OPENAI_API_KEY`, `OPENAI_BASE_URL`) is asked; empty asks it nothing. */
export const modelSettings = {
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
