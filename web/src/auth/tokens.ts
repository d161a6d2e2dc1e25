/** What signing in gives. ID and access tokens live in memory only. */
export interface TokenSet {
  idToken: string;
  refreshToken: string | null;
  /** Milliseconds since 1970, by this machine's clock. */
  expiresAt: number;
}

export interface Claims {
  email?: string;
  nonce?: string;
  "custom:tenantId"?: string;
  "cognito:groups"?: readonly string[];
}

/** The claims of a token; nothing is proven by them here, the API checks the signature. */
export function claimsOf(idToken: string): Claims {
  const payload = (idToken.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as Claims;
}

export function tokenSet(idToken: string, refreshToken: string | null, seconds: number, now: number): TokenSet {
  return { idToken, refreshToken, expiresAt: now + seconds * 1000 };
}

/** What outlives a reload of the tab, and only that: the refresh token, in the tab's own storage. */
export interface Keep {
  read(): string | null;
  write(refreshToken: string | null): void;
}

const KEY = "salestalk.refresh";

export function tabStorage(storage: Storage): Keep {
  return {
    read: () => storage.getItem(KEY),
    write: (token) => (token === null ? storage.removeItem(KEY) : storage.setItem(KEY, token)),
  };
}
