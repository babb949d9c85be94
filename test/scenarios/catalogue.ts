// The catalogue's scenario files, by row, and the page that is made of them (docs/scenarios.md).
import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";

const ROOT = new URL("../../", import.meta.url);

/** Folders of the catalogue: whose rows each holds, how many, and what the page calls it. */
export const GROUPS = [
  { folder: "jiangsu", system: "s0", letter: "A", rows: 30, title: "S0 · Jiangsu Mobile" },
  { folder: "wireless-data", system: "s1", letter: "D", rows: 10, title: "S1 · Wireless data" },
  { folder: "customer-care", system: "s2", letter: "C", rows: 9, title: "S2 · Customer care" },
  { folder: "call-centre", system: "s3", letter: "H", rows: 7, title: "S3 · Call centre" },
] as const;
type Group = (typeof GROUPS)[number];

/** The application matrix (capability J7) stands beside the rows. */
export const MATRIX = "scenarios/jiangsu/matrix.yaml";

export interface CatalogueFile {
  /** From the repository's root. */
  readonly path: string;
  readonly text: string;
  readonly group: Group;
  readonly name: string;
  readonly row: string;
  readonly system: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** Names of the triggers, a second one of the same moment after "+". */
  readonly triggers: readonly string[];
  /** What the A interface shows: a mark and a text each. */
  readonly marks: readonly { readonly mark: string; readonly text: string }[];
  readonly feeds: string;
}

/** The rows' files of the four folders, in their order; the matrix is last of its folder. */
export function catalogueFiles(): readonly CatalogueFile[] {
  return GROUPS.flatMap((group) =>
    readdirSync(new URL(`scenarios/${group.folder}/`, ROOT))
      .filter((name) => /^([a-z]\d\d-.*|matrix)\.yaml$/.test(name))
      .sort()
      .map((name) => fileOf(group, `scenarios/${group.folder}/${name}`)),
  );
}

interface TriggerBlock {
  readonly name: string;
}

function fileOf(group: Group, path: string): CatalogueFile {
  const text = readFileSync(new URL(path, ROOT), "utf8");
  const root = parse(text) as {
    readonly name: string;
    readonly title: CatalogueFile["title"];
    readonly source: { readonly system: string; readonly row: string };
    readonly campaigns: readonly {
      readonly whenAndWhere: {
        readonly trigger: TriggerBlock;
        readonly and?: { readonly trigger: TriggerBlock };
      };
    }[];
  };
  const moments = root.campaigns.map(({ whenAndWhere: { trigger, and } }) =>
    and === undefined ? trigger.name : `${trigger.name} + ${and.trigger.name}`,
  );
  return {
    path,
    text,
    group,
    name: root.name,
    row: root.source.row,
    system: root.source.system,
    title: root.title,
    triggers: [...new Set(moments)],
    ...headerOf(text),
  };
}

/** Marks and feeds as the comment at the head of a file has them, continuation lines joined. */
function headerOf(text: string): Pick<CatalogueFile, "marks" | "feeds"> {
  const marks: { mark: string; text: string }[] = [];
  let feeds = "";
  let open: "mark" | "feeds" | undefined;
  for (const line of text.split("\n")) {
    if (!line.startsWith("#")) break;
    const mark = /^# {3}([●◐○]) (.*)$/.exec(line);
    const fed = /^# {3}feeds: (.*)$/.exec(line);
    const more = /^# {5}(\S.*)$/.exec(line)?.[1];
    if (mark !== null) marks.push({ mark: mark[1]!, text: mark[2]! });
    else if (fed !== null) feeds = fed[1]!;
    else if (more !== undefined && open === "mark") marks.at(-1)!.text += ` ${more}`;
    else if (more !== undefined && open === "feeds") feeds += ` ${more}`;
    open = mark !== null ? "mark" : fed !== null ? "feeds" : more === undefined ? undefined : open;
  }
  return { marks, feeds };
}

const PAGE_HEAD = `# Scenarios

<!-- Made of the files by test/scenarios/catalogue.test.ts; do not edit by hand. -->

Every row of the catalogue, one file each, with the moment it waits for and what the A interface shows
of it: ● the moment itself is seen, ◐ it is inferred, with errors that the scorecard shows, ○ it never
crosses the A interface and needs the feed named. Run one with

    npx kairos simulate scenarios/jiangsu/a14-ring-back-tone-friends.yaml

Files extend [scenarios/base/city.yaml](../scenarios/base/city.yaml): a generated city of 2,000 people,
enough to see a moment at work. Rates are inputs, CALIBRATED or ASSUMED in the file; to tell the
published ones apart takes more people (2.44 % from 1 %: 1,279 in each arm), which \`--subscribers\`
gives. \`expectation\` in each file says what its run must show, and tests hold it to that.
`;

/** docs/scenarios.md as these files make it. */
export function cataloguePage(files: readonly CatalogueFile[]): string {
  const parts = GROUPS.map((group) => {
    const rows = files.filter((file) => file.group === group).map(lineOf);
    return `\n## ${group.title}\n\n${TABLE_HEAD}\n${rows.join("\n")}\n`;
  });
  return PAGE_HEAD + parts.join("");
}

const TABLE_HEAD = `| Row | Caption | 标题 | Trigger | A interface | Feeds |
|---|---|---|---|---|---|`;

function lineOf({ path, row, title, triggers, marks, feeds }: CatalogueFile): string {
  const shown = marks.map(({ mark, text }) => `${mark} ${text}`).join("<br>");
  const moments = triggers.map((name) => `\`${name}\``).join("<br>");
  return `| [${row}](../${path}) | ${title.en} | ${title.zh} | ${moments} | ${shown} | ${feeds} |`;
}
