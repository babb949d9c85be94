// The files of a load report: JSON, CSV and a page, each where a flag names it.
import { access, constants, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { LoadReport } from "../services/load/report.ts";
import { notWritable } from "../services/output-file.ts";
import { csvOf } from "./load-csv.ts";
import { pageOf } from "./load-page.ts";

export interface LoadPlaces {
  readonly csv?: string;
  readonly html?: string;
  /** A folder for report.json, seconds.csv and report.html. */
  readonly out?: string;
}

/**
 * Makes the folder and looks whether the others are there, before minutes of load are sent.
 *
 * @throws KairosError file.not-writable
 */
export async function checkPlaces({ csv, html, out }: LoadPlaces): Promise<void> {
  const complain = (path: string) => (error: NodeJS.ErrnoException) => {
    throw notWritable(path, error);
  };
  if (out !== undefined) await mkdir(out, { recursive: true }).catch(complain(out));
  for (const path of [csv, html]) {
    if (path !== undefined) await access(dirname(path), constants.W_OK).catch(complain(path));
  }
}

/** @throws KairosError file.not-writable */
export async function writePlaces(
  { csv, html, out }: LoadPlaces,
  report: LoadReport,
): Promise<void> {
  const files: [string, () => string][] = [];
  if (csv !== undefined) files.push([csv, () => csvOf(report)]);
  if (html !== undefined) files.push([html, () => pageOf(report)]);
  if (out !== undefined) {
    files.push([join(out, "report.json"), () => `${JSON.stringify(report, null, 2)}\n`]);
    files.push([join(out, "seconds.csv"), () => csvOf(report)]);
    files.push([join(out, "report.html"), () => pageOf(report)]);
  }
  for (const [path, text] of files) {
    await writeFile(path, text()).catch((error: NodeJS.ErrnoException) => {
      throw notWritable(path, error);
    });
  }
}
