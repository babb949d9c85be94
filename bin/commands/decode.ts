// kairos decode: what the octets of a capture hold, a line per BSSAP message.
import { createHmac, randomBytes } from "node:crypto";
import { Command } from "commander";
import { inputName, openOctets } from "../../services/files.ts";
import { createCaptureReader, type TappedMessage } from "../../signaling/capture.ts";
import { decodedLine, type Redact } from "../../signaling/decoded-line.ts";
import { describe } from "../../signaling/describe.ts";
import { LineOutput } from "../output.ts";
import { reportSkipped } from "../skipped-frames.ts";
import { limitYoungGeneration } from "../young-generation.ts";

interface Options {
  readonly json?: boolean;
  readonly redact?: boolean;
}

const UNREDACTED =
  "This shows what the octets hold: identities, numbers and texts. --redact hides them.";

const EXAMPLES = `
Examples:
  kairos decode capture.pcap
  tcpdump -i any -w - sctp | kairos decode -
  kairos decode capture.pcap --json | jq 'select(.message == "setup") | .calledNumber'
  kairos decode capture.pcap --redact        identities, numbers and texts as tokens`;

export function decodeCommand(): Command {
  return new Command("decode")
    .description("Print the BSSAP messages of a capture: MTP3, M3UA over SCTP, or SCCPlite.")
    .argument("<pcap>", "a pcap or pcapng of the A interface; - is stdin")
    .option("--json", "print NDJSON, one object per message")
    .option("--redact", "print identities, numbers and texts as tokens, equal within this output")
    .addHelpText("after", EXAMPLES)
    .action(decode);
}

async function decode(path: string, options: Options): Promise<void> {
  const redact = options.redact === true ? tokeniser() : undefined;
  const output = new LineOutput();
  let warned = redact !== undefined;
  const print = async (messages: Iterable<TappedMessage>): Promise<void> => {
    for (const message of messages) {
      if (message.bssap === undefined) continue;
      if (!warned) console.error(UNREDACTED);
      warned = true;
      output.line(
        options.json === true
          ? JSON.stringify(decodedLine(message, redact))
          : describe(message, redact),
      );
      if (output.full) await output.flush();
    }
    // A live capture shows what has come, though it is little.
    await output.flush();
  };
  const reader = createCaptureReader(inputName(path));
  const limitMemory = limitYoungGeneration();
  try {
    for await (const chunk of openOctets(path)) {
      limitMemory();
      await print(reader.push(chunk));
    }
    await print(reader.end());
  } finally {
    // What came before a truncated end is printed; so are the frames that it could not read.
    await output.flush();
    reportSkipped(reader.skipped, reader.counts.skipped);
  }
}

/** Tokens by HMAC under a key that is forgotten with this process: nobody can look them up later. */
function tokeniser(): Redact {
  const key = randomBytes(32);
  return (kind, digits) =>
    `${kind}:${createHmac("sha256", key).update(`${kind}\0${digits}`).digest("hex").slice(0, 16)}`;
}
