// A process with something to stop, and as many ways to end as its only argument names.
import { runUntilStopped } from "../../services/operations/grace.ts";

const [, , way] = process.argv;
const interrupted = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.on(name, () => interrupted.abort());
}
const failure = Promise.withResolvers<Error>();
const open = setInterval(() => undefined, 1_000);

try {
  const { reason, late } = await runUntilStopped({
    signal: interrupted.signal,
    stopMsMax: way === "hangs" ? 50 : 5_000,
    async start(signal) {
      if (way === "starts") {
        console.log("ready");
        await new Promise((_, reject) =>
          signal.addEventListener("abort", () => reject(signal.reason)),
        );
      }
      setImmediate(() => {
        if (way === "throws") throw new Error("nobody caught this");
        if (way === "rejects") void Promise.reject(new Error("nor this"));
        if (way === "fails") failure.resolve(new Error("the flow broke"));
        console.log("ready");
      });
      return {
        failure: failure.promise,
        async stop() {
          console.log("stopping");
          if (way === "hangs") await new Promise(() => undefined);
          if (way !== "lingers") clearInterval(open);
          console.log("stopped");
        },
      };
    },
  });
  console.log(JSON.stringify({ reason: reason.name, message: reason.message, late }));
  process.exitCode = reason.name === "AbortError" ? 130 : 1;
} catch (error) {
  console.log(JSON.stringify({ thrown: (error as Error).name }));
  process.exitCode = 130;
}
