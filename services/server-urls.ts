// Addresses of NATS and Redis as the environment has them: one, or several of NATS with commas.

/** Default ports by scheme; tls: and rediss: are the same servers behind TLS. */
export const SERVER_PORTS = {
  "nats:": 4222,
  "tls:": 4222,
  "redis:": 6379,
  "rediss:": 6379,
} as const;
export type ServerScheme = keyof typeof SERVER_PORTS;

/** Undefined when one of them is no URL of these schemes. */
export function parseServers(
  text: string,
  schemes: readonly ServerScheme[],
): readonly URL[] | undefined {
  const urls = text.split(",").map((one) => (URL.canParse(one) ? new URL(one) : undefined));
  const wrong = urls.some(
    (url) => url === undefined || !(schemes as readonly string[]).includes(url.protocol),
  );
  return wrong ? undefined : (urls as URL[]);
}

/** As people may see it. */
export function withoutSecrets(urls: string): string {
  return urls.replaceAll(/\/\/[^@/,]*@/g, "//");
}
