// npm run soak -- stream [--megabytes N] [--format F]: a long capture through stdin, in bounded memory.
import { parseArgs } from "node:util";
import { CAPTURE_FORMATS, type CaptureFormat } from "../../signaling/capture-writer.ts";
import { streamedDecode } from "./streamed-decode.ts";

/** What the process may ever need, in bytes. */
const PEAK_BYTES_MAX = 200_000_000;

const { values: asked } = parseArgs({
  options: {
    megabytes: { type: "string", default: "1024" },
    format: { type: "string", default: "m3ua" },
  },
});
const format = CAPTURE_FORMATS.find((name) => name === asked.format);
if (format === undefined || !(Number(asked.megabytes) > 0)) {
  console.error(`soak: expected --megabytes above 0, --format ${CAPTURE_FORMATS.join(", ")}.`);
  process.exit(2);
}
process.exit((await soak(format, Number(asked.megabytes))) ? 0 : 1);

async function soak(format: CaptureFormat, megabytes: number): Promise<boolean> {
  const startMs = performance.now();
  const { octets, frames, messages, lines, peakBytes } = await streamedDecode(
    format,
    megabytes * 1_000_000,
  );
  const seconds = (performance.now() - startMs) / 1000;
  console.log(
    `${format}: ${(octets / 1e6).toFixed(0)} MB, ${frames} frames, ${messages} BSSAP messages in, ` +
      `${lines} lines out, ${seconds.toFixed(0)} s, peak ${(peakBytes / 1e6).toFixed(1)} MB resident ` +
      `(limit ${PEAK_BYTES_MAX / 1e6} MB)`,
  );
  return lines === messages && peakBytes > 0 && peakBytes < PEAK_BYTES_MAX;
}
