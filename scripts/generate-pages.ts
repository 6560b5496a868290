export const generatedPages: Record<string, () => string> = {};
