import type { Seal } from "#platform/seal.ts";
import { type Cookies, createCookies } from "./cookies.ts";
import { createFormTokens, type FormTokens } from "./form-token.ts";
import { createJoining, type Joining } from "./joining.ts";
import type { SignInParts } from "./parts.ts";
import { createPasskeys, type Passkeys } from "./passkeys.ts";
import { createPasswordSignIn } from "./password-sign-in.ts";
import { createProviders, type ProviderConfigs, type Providers } from "./providers.ts";
import { createSessions, type Sessions } from "./sessions.ts";

/** Every way a person comes in, and how they are known once they are. */
export interface FrontDoor {
  cookies: Cookies;
  sessions: Sessions;
  forms: FormTokens;
  password: ReturnType<typeof createPasswordSignIn>;
  passkeys: Passkeys;
  providers: Providers;
  joining: Joining;
}

export interface FrontDoorParts extends SignInParts {
  seal: Seal;
  signIn: ProviderConfigs;
  businessName(): string;
}

export function createFrontDoor(parts: FrontDoorParts): FrontDoor {
  const cookies = createCookies(parts.baseUrl);
  return {
    cookies,
    sessions: createSessions(parts, cookies),
    forms: createFormTokens(parts.seal, cookies),
    password: createPasswordSignIn(parts),
    passkeys: createPasskeys(parts, parts.businessName),
    providers: createProviders(parts, parts.signIn),
    joining: createJoining(parts),
  };
}
