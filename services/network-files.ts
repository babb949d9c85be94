// Reads the files of a real network that a scenario names, and hands their texts to the parsers.
import { dirname, extname, join } from "node:path";
import { parquetMetadata, parquetReadObjects, parquetSchema } from "hyparquet";
import { KairosError } from "../domain/errors.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { readNetwork } from "../simulator/world/import/network.ts";
import { type Table, tableOfCsv } from "../simulator/world/import/subscribers.ts";
import { readOctets, readTextFile } from "./files.ts";

/**
 * The scenario with the network that its files describe; itself when it names none. Paths count from
 * the folder of the scenario file.
 *
 * @throws KairosError file.missing, file.unreadable, network.malformed; AggregateError of every
 *   mistake of a file
 */
export async function withNetworkFiles(scenario: Scenario, path: string): Promise<Scenario> {
  const { files, mcc, mnc } = scenario.network;
  if (files === undefined) return scenario;
  const folder = dirname(path);
  const named = async (file: string) => ({ file, text: await readTextFile(join(folder, file)) });
  const { subscribers } = files;
  const imported = readNetwork({
    name: scenario.title,
    plmn: { mcc, mnc },
    cells: await named(files.cells),
    ...(files.zones === undefined ? {} : { zones: await named(files.zones) }),
    ...(files.baseMap === undefined ? {} : { baseMap: await named(files.baseMap) }),
    ...(subscribers === undefined
      ? {}
      : {
          subscribers: {
            table: await tableOf(join(folder, subscribers.file), subscribers.file),
            columns: subscribers.columns,
          },
        }),
  });
  return { ...scenario, network: { ...scenario.network, imported } };
}

async function tableOf(path: string, file: string): Promise<Table> {
  if (extname(path).toLowerCase() !== ".parquet") return tableOfCsv(await readTextFile(path), file);
  const octets = await readOctets(path);
  const buffer = octets.buffer.slice(
    octets.byteOffset,
    octets.byteOffset + octets.byteLength,
  ) as ArrayBuffer;
  try {
    const metadata = parquetMetadata(buffer);
    const names = parquetSchema(metadata).children.map(({ element }) => element.name);
    const rows = await parquetReadObjects({ file: buffer, metadata });
    return {
      file,
      rows: rows.length,
      columns: new Map(names.map((name) => [name, rows.map((row) => row[name])])),
      placeOf: (row) => `${file}: row ${row + 1}`,
    };
  } catch (error) {
    throw new KairosError("network.malformed", {
      place: file,
      got: `octets that cannot be read (${(error as Error).message.replace(/[.\s]+$/, "")})`,
      wanted: "Parquet with flat columns, uncompressed or Snappy",
      remedy: "Write it anew without nested columns, or save it as CSV.",
    });
  }
}
