// A server with nothing behind it but scenarios: all that the split view asks for.
import type { AddressInfo } from "node:net";
import { namesOf } from "../../services/access/binding.ts";
import { Gate } from "../../services/access/gate.ts";
import { createHttp, type Views } from "../../services/http.ts";
import { Stream } from "../../services/stream.ts";

export interface SplitHost {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the built page of `root`; `scenario` gives what the page asks for by name. */
export async function openSplitHost(root: string, scenario: Views["scenario"]): Promise<SplitHost> {
  const views = { scene: () => undefined, scenario, stream: new Stream() } as unknown as Views;
  const gate = new Gate(undefined, () => performance.now());
  const app = await createHttp(root, views, { gate, names: namesOf("127.0.0.1") });
  await app.listen({ host: "127.0.0.1", port: 0 });
  return {
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/`,
    close: () => app.close(),
  };
}
