// kairos decode: what the octets of a capture hold, a line per BSSAP message.
import { createHmac, randomBytes } from "node:crypto";
import { Command } from "commander";
import { readOctets } from "../../services/files.ts";
import { readCapture } from "../../signaling/capture.ts";
import { decodedLine, type Redact } from "../../signaling/decoded-line.ts";
import { describe } from "../../signaling/describe.ts";
import { LineOutput } from "../output.ts";
import { reportSkipped } from "../skipped-frames.ts";

interface Options {
  readonly json?: boolean;
  readonly redact?: boolean;
}

const EXAMPLES = `
Examples:
  kairos decode capture.pcap
  kairos decode capture.pcap --json | jq 'select(.message == "setup") | .calledNumber'
  kairos decode capture.pcap --redact        identities, numbers and texts as tokens`;

export function decodeCommand(): Command {
  return new Command("decode")
    .description("Print the BSSAP messages of a capture: MTP3, M3UA over SCTP, or SCCPlite.")
    .argument("<pcap>", "a pcap or pcapng of the A interface")
    .option("--json", "print NDJSON, one object per message")
    .option("--redact", "print identities, numbers and texts as tokens, equal within this output")
    .addHelpText("after", EXAMPLES)
    .action(decode);
}

async function decode(path: string, options: Options): Promise<void> {
  const capture = readCapture(await readOctets(path), path);
  const redact = options.redact === true ? tokeniser() : undefined;
  if (redact === undefined) {
    console.error(
      "This shows what the octets hold: identities, numbers and texts. --redact hides them.",
    );
  }
  const output = new LineOutput();
  try {
    for (const message of capture.messages) {
      if (message.bssap === undefined) continue;
      output.line(
        options.json === true
          ? JSON.stringify(decodedLine(message, redact))
          : describe(message, redact),
      );
      if (output.full) await output.flush();
    }
  } finally {
    // What came before a truncated end is printed; so are the frames that it could not read.
    await output.flush();
    reportSkipped(capture.skipped, capture.counts.skipped);
  }
}

/** Tokens by HMAC under a key that is forgotten with this process: nobody can look them up later. */
function tokeniser(): Redact {
  const key = randomBytes(32);
  return (kind, digits) =>
    `${kind}:${createHmac("sha256", key).update(`${kind}\0${digits}`).digest("hex").slice(0, 16)}`;
}
