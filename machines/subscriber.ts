// The subscriber as the network sees her: five regions side by side, each in its own file.
import { calling } from "./calling.ts";
import { handset } from "./handset.ts";
import { messaging } from "./messaging.ts";
import { mobility } from "./mobility.ts";
import { power } from "./power.ts";
import { INITIAL_CONTEXT } from "./subscriber-context.ts";
import { subscriberSetup } from "./subscriber-setup.ts";

export const subscriberMachine = subscriberSetup.createMachine({
  id: "subscriber",
  type: "parallel",
  context: INITIAL_CONTEXT,
  states: { power, mobility, calling, messaging, handset },
});

export type Region = keyof typeof subscriberMachine.states & string;
