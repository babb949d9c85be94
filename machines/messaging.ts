// Region messaging: whether the person is writing messages right now.
import { subscriberSetup } from "./subscriber-setup.ts";

/**
 * quiet → texting at a message sent, each further one starts texting anew; quiet again after a
 * while.
 */
export const messaging = subscriberSetup.createStateConfig({
  initial: "quiet",
  states: {
    quiet: {
      on: { "message.sent": { target: "texting", actions: "recordMessage" } },
    },
    texting: {
      after: { textingEnds: { target: "quiet", actions: "recordSilence" } },
      on: { "message.sent": { target: "texting", reenter: true, actions: "recordMessage" } },
    },
  },
});
