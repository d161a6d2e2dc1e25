/** Where the page finds the API and how users sign in: `GET /config.json`, written when the page is deployed. */
export interface PasswordSignIn {
  mode: "password";
  /** The user pool's own endpoint, called directly: the local platform only. */
  endpoint: string;
  clientId: string;
  region: string;
}

export interface HostedSignIn {
  mode: "hosted";
  /** The user pool's sign-in pages, such as `https://example.auth.us-east-1.amazoncognito.com`. */
  domain: string;
  clientId: string;
}

export interface Config {
  api: string;
  auth: PasswordSignIn | HostedSignIn;
}

/** As the page itself asked for beforehand. Rejects when the page was deployed without its settings, or nothing can be reached. */
export async function loadConfig(): Promise<Config> {
  const response = await fetch("/config.json");
  if (!response.ok) throw new Error(`config.json: ${response.status}`);
  return (await response.json()) as Config;
}
