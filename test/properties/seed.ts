// Properties draw the same values in every run of `npm test`: a failure is of the change, not of the
// day. `npm run soak -- properties` draws others.
import fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env.KAIROS_PROPERTY_SEED ?? 1) });
