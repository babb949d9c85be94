// Region messaging: whether the person is writing messages right now.
import { FADES, subscriberSetup } from "./subscriber-setup.ts";

const write = subscriberSetup.assign({ messagingSinceMs: ({ event }) => event.timeMs });

/** Entered by delay: the last message was sent so long ago. */
const fallQuiet = subscriberSetup.assign({
  messagingSinceMs: ({ context }) => context.messagingSinceMs + FADES.textingEnds,
});

/**
 * quiet → texting at a message sent, each further one starts texting anew; quiet again after a
 * while.
 */
export const messaging = subscriberSetup.createStateConfig({
  initial: "quiet",
  states: {
    quiet: {
      on: { "message.sent": { target: "texting", actions: write } },
    },
    texting: {
      after: { textingEnds: { target: "quiet", actions: fallQuiet } },
      on: { "message.sent": { target: "texting", reenter: true, actions: write } },
    },
  },
});
